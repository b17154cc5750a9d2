import { describe, expect, it } from 'vitest'
import { AUDIT_ACTIONS, isAuditAction } from './actions.ts'
import { changesOf, otherFactsOf } from './entry-changes.ts'

describe('changesOf', () => {
  it('reads the before and after of the whole entry', () => {
    expect(changesOf({ member: 'x', before: { role: 'viewer' }, after: { role: 'admin' } })).toEqual([
      { part: '', name: 'role', before: 'viewer', after: 'admin' },
    ])
  })

  it('reads the parts of a setup, set for the first time and cleared', () => {
    const detail = {
      lns: { before: null, after: { uri: 'wss://lns.example', version: 1 }, changed: ['uri'] },
      cups: { before: { uri: 'https://cups.example' }, after: null },
      rollout: 'r',
    }
    expect(changesOf(detail)).toEqual([
      { part: 'lns', name: 'uri', before: undefined, after: 'wss://lns.example' },
      { part: 'lns', name: 'version', before: undefined, after: 1 },
      { part: 'cups', name: 'uri', before: 'https://cups.example', after: undefined },
    ])
    expect(otherFactsOf(detail)).toEqual([['rollout', 'r']])
  })

  it('reads changes by field, lists among them', () => {
    const detail = {
      name: 'Metering',
      changes: { active: { before: true, after: false }, domains: { before: ['a: b'], after: [] } },
    }
    expect(changesOf(detail)).toEqual([
      { part: '', name: 'active', before: true, after: false },
      { part: '', name: 'domains', before: ['a: b'], after: [] },
    ])
    expect(otherFactsOf(detail)).toEqual([['name', 'Metering']])
  })

  it('takes nothing for a change that is none', () => {
    expect(changesOf({ name: 'x', changed: ['name'], changes: 3 })).toEqual([])
    expect(otherFactsOf({ name: 'x', changed: ['name'], changes: 3 })).toHaveLength(3)
  })
})

it('names each action once, in the way of the trail', () => {
  expect(new Set(AUDIT_ACTIONS).size).toBe(AUDIT_ACTIONS.length)
  for (const action of AUDIT_ACTIONS) expect(action).toMatch(/^[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*$/)
  expect(isAuditAction('gateway.claim')).toBe(true)
  expect(isAuditAction('gateway.vanish')).toBe(false)
})
