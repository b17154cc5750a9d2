import { describe, expect, test } from 'vitest'
import type { Eui } from '#lib/domain/identifiers.ts'
import type { PlacedPart } from '#lib/domain/setup-files/sort-files.ts'
import { commonBody, entryOf, gatherDoubts, outcomeRows, targetFrom, verdictOf, withParts } from './fleet-setup.ts'
import { NO_SET } from './setup-draft.ts'

const EUI = 'b827ebfffea67a72' as Eui
const GATEWAY = { gateway: 'b827:ebff:fea6:7a72', name: 'Roof', revision: 3, lnsUri: null, cupsUri: null }
const part = (more: Partial<PlacedPart>): PlacedPart => ({
  eui: EUI,
  category: 'tc',
  field: 'key',
  token: false,
  bytes: new TextEncoder().encode('x'),
  source: 'tc.key',
  ...more,
})
const TOKEN = { mode: 'set', base64: 'dG9rZW4=', source: 'typed', kind: 'token', warnings: [] } as const

test.each([
  ['gateways=::1,::2', { by: 'gateways', gateways: ['::1', '::2'] }],
  ['q=roof&tag=pilot&page=2', { by: 'filter', q: 'roof', tag: 'pilot' }],
  ['model=corecell&lns=eu1.example&expires=30', { by: 'filter', model: 'corecell', lns: 'eu1.example', expires: '30' }],
  ['firmware=7&update=interrupted&refused=1', { by: 'filter', firmware: 7, update: 'interrupted', refused: true }],
  // A selection that this tab does not have is nothing, and never all.
  ['selection=gone', { by: 'gateways', gateways: [] }],
  ['', { by: 'filter' }],
])('the selection of “%s”', (search, target) => {
  expect(targetFrom(new URLSearchParams(search))).toEqual(target)
})

describe('what is sent', () => {
  test('the later file of a place counts, and a token clears the certificate', () => {
    const own = withParts(withParts(new Map(), [part({}), part({ field: 'crt' })]), [
      part({ category: 'cups', token: true }),
      part({ eui: null }),
    ])
    expect(own.size).toBe(1)
    expect(entryOf(GATEWAY, own)).toEqual({
      gateway: GATEWAY.gateway,
      revision: 3,
      lnsCrt: 'eA==',
      lnsKey: 'eA==',
      cupsKey: 'eA==',
      cupsCrt: '',
    })
  })

  test('common values are only what was given', () => {
    const lns = { ...NO_SET, uri: ' wss://lns.example:8887 ' }
    expect(commonBody({ tc: lns, cups: NO_SET })).toEqual({ lnsUri: 'wss://lns.example:8887' })
    expect(commonBody({ tc: { ...NO_SET, key: TOKEN }, cups: NO_SET })).toEqual({ lnsKey: TOKEN.base64, lnsCrt: '' })
  })
})

test('the verdict of each look', () => {
  const side = { change: 'set', before: null, after: null } as const
  const gateway = GATEWAY.gateway
  expect(verdictOf(undefined, false)).toBe('waiting')
  expect(verdictOf({ gateway, error: 'x' }, true)).toBe('left')
  expect(verdictOf({ gateway, error: 'x' }, false)).toBe('faulty')
  expect(verdictOf({ gateway, lns: { ...side, change: 'keep' } }, false)).toBe('unchanged')
  expect(verdictOf({ gateway, lns: side, code: 'stale' }, false)).toBe('stale')
  expect(verdictOf({ gateway, lns: side, doubts: [{ code: 'leaves', category: 'cups', detail: 'x' }] }, false)).toBe(
    'doubtful',
  )
  expect(verdictOf({ gateway, lns: side }, false)).toBe('changes')
})

test('doubts are gathered, whatever gateway they name', () => {
  const look = (code: 'leaves' | 'other-gateway', detail: string) => ({
    gateway: '::1',
    doubts: [{ code, category: 'tc' as const, detail }],
  })
  expect(
    gatherDoubts([look('leaves', 'a'), look('leaves', 'a'), look('other-gateway', 'x'), look('other-gateway', 'y')]),
  ).toEqual([
    { code: 'leaves', detail: 'a', count: 2 },
    { code: 'other-gateway', detail: 'x', count: 2 },
  ])
})

test('results as rows', () => {
  const outcomes = new Map([[GATEWAY.gateway, { gateway: GATEWAY.gateway, error: 'Not set.' }]])
  expect(outcomeRows([GATEWAY], outcomes, ({ error }) => (error ? 'not set' : 'set'))[1]).toEqual([
    'B8-27-EB-FF-FE-A6-7A-72',
    'Roof',
    'not set',
    'Not set.',
  ])
})
