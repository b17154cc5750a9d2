import { expect, test } from 'vitest'
import { ATTENTION_KINDS, attentionOf } from './attention.ts'

const QUIET = {
  states: { 'in-sync': 9, pending: 4, 'fell-back': 0, diverged: 0, silent: 0, 'never-seen': 0 },
  expires: { expired: 0, '7': 0, '30': 0, '90': 12, later: 80 },
  interrupted: 0,
  refused: 0,
  halted: 0,
  failing: 0,
}

test('nothing while everything is as it should be, or only on its way', () => {
  expect(attentionOf(QUIET)).toEqual([])
})

test('what cuts gateways off comes before what is only unfinished', () => {
  const facts = {
    ...QUIET,
    states: { ...QUIET.states, 'never-seen': 3, silent: 2, 'fell-back': 1 },
    expires: { ...QUIET.expires, expired: 5 },
    failing: 1,
  }
  expect(attentionOf(facts)).toEqual([
    { kind: 'expired', count: 5 },
    { kind: 'fell-back', count: 1 },
    { kind: 'failing', count: 1 },
    { kind: 'silent', count: 2 },
    { kind: 'never-seen', count: 3 },
  ])
})

test('every kind can appear, in the order of the list', () => {
  const one = 1
  const all = attentionOf({
    states: { 'in-sync': one, pending: one, 'fell-back': one, diverged: one, silent: one, 'never-seen': one },
    expires: { expired: one, '7': one, '30': one, '90': one, later: one },
    interrupted: one,
    refused: one,
    halted: one,
    failing: one,
  })
  expect(all.map(({ kind }) => kind)).toEqual([...ATTENTION_KINDS])
})
