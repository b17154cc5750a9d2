import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  formatRestriction,
  readDomainPath,
  readGroupName,
  readRestrictionPath,
  restrictionCovers,
  visibilityOf,
} from './domain-scope.ts'

const at = (groupId: string, path: string) => ({ groupId, path })
const only = (groupId: string, path: string) => ({ groupId, path, prefix: false })
const below = (groupId: string, path: string) => ({ groupId, path, prefix: true })

test('groups have names of 1 to 20 characters', () => {
  expect(readGroupName('Région du nord-ouest')).toEqual({ ok: true, value: 'Région du nord-ouest' })
  for (const name of ['', ' ', 'a ', ' a', 'a\nb', 'x'.repeat(21)]) expect(readGroupName(name).ok).toBe(false)
  expect(readGroupName('e\u0301'.repeat(20))).toEqual({ ok: true, value: 'é'.repeat(20) })
})

test('domains have up to five levels of 1 to 20 characters', () => {
  for (const path of ['EMEA', 'EMEA/France/Paris', 'a/b/c/d/e', `${'x'.repeat(20)}/y`, 'United Kingdom'])
    expect(readDomainPath(path)).toEqual({ ok: true, value: path })
  for (const path of [
    '',
    '/',
    'EMEA/',
    '/EMEA',
    'a//b',
    'a/b/c/d/e/f',
    'x'.repeat(21),
    'a/ b',
    'a /b',
    'EMEA/*',
    'a\tb',
    '\ud800',
  ])
    expect(readDomainPath(path).ok).toBe(false)
})

test('a restriction is a domain, or a prefix with “/*”', () => {
  expect(readRestrictionPath('EMEA/France')).toEqual({ ok: true, value: { path: 'EMEA/France', prefix: false } })
  expect(readRestrictionPath('EMEA/*')).toEqual({ ok: true, value: { path: 'EMEA', prefix: true } })
  for (const path of ['*', '/*', 'EMEA*', 'EMEA/*/x', 'EMEA/**']) expect(readRestrictionPath(path).ok).toBe(false)
  fc.assert(
    fc.property(fc.stringMatching(/^[a-c]{1,3}(\/[a-c]{1,3}){0,4}(\/\*)?$/), (text) => {
      const read = readRestrictionPath(text)
      expect(read.ok && formatRestriction(read.value)).toBe(text)
    }),
  )
})

test('a prefix covers itself and all below it, never a longer name', () => {
  expect(restrictionCovers(below('r', 'EMEA/France'), 'r', 'EMEA/France')).toBe(true)
  expect(restrictionCovers(below('r', 'EMEA/France'), 'r', 'emea/FRANCE/Paris')).toBe(true)
  expect(restrictionCovers(below('r', 'EMEA/France'), 'r', 'EMEA/France2')).toBe(false)
  expect(restrictionCovers(below('r', 'EMEA/France'), 'r', 'EMEA')).toBe(false)
  expect(restrictionCovers(below('r', 'EMEA/France'), 'other', 'EMEA/France')).toBe(false)
  expect(restrictionCovers(only('r', 'EMEA'), 'r', 'EMEA/France')).toBe(false)
})

describe('what a member sees', () => {
  test('cross-domain connections masked, others in full or not at all', () => {
    expect(visibilityOf([], null)).toBe('full')
    expect(visibilityOf([at('r', 'EMEA')], null)).toBe('full')
    expect(visibilityOf([], [only('r', 'EMEA')])).toBe('masked')
    expect(visibilityOf([at('r', 'EMEA')], [only('r', 'EMEA')])).toBe('full')
    expect(visibilityOf([at('r', 'APAC')], [only('r', 'EMEA')])).toBe('hidden')
  })

  test('restrictions of one group widen, of different groups narrow', () => {
    const scope = [only('r', 'EMEA'), only('r', 'APAC'), below('c', 'Acme')]
    expect(visibilityOf([at('r', 'APAC'), at('c', 'Acme/Meters')], scope)).toBe('full')
    expect(visibilityOf([at('r', 'APAC')], scope)).toBe('hidden')
    expect(visibilityOf([at('r', 'US'), at('c', 'Acme')], scope)).toBe('hidden')
    expect(visibilityOf([at('x', 'y'), at('r', 'EMEA'), at('c', 'Acme')], scope)).toBe('full')
  })
})
