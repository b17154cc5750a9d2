import { expect, test } from 'vitest'
import type { CredentialSet } from '../credential-set.ts'
import { eui } from '../identifiers.ts'
import { type Detour, type DiscoveryPatch, mergeDiscovery } from './setup-discovery.ts'

const LNS: CredentialSet = {
  uri: 'wss://lns.example:8887',
  trust: Buffer.from('ca'),
  crt: null,
  key: Buffer.from('Authorization: x\r\n'),
  keyKind: 'token',
}
const PLAIN: CredentialSet = { uri: 'ws://lns.example:1887', trust: null, crt: null, key: null, keyKind: 'none' }
const context = { eui: eui('::1'), gatewayHosts: ['gh.example:9191', 'localhost:9191'], covers: () => true }
const merge = (
  current: CredentialSet | null,
  detour: Detour | null,
  change: 'keep' | 'clear' | CredentialSet,
  patch: DiscoveryPatch,
  covers = true,
) => {
  const made = mergeDiscovery(
    { set: current, detour },
    typeof change === 'string' ? { kind: change } : { kind: 'set', set: change },
    patch,
    { ...context, covers: () => covers },
  )
  return made.ok ? made.value : made.error
}
const THROUGH_US = { kind: 'set', set: { ...LNS, uri: 'wss://gh.example:9191' }, lnsUri: LNS.uri, muxsTemplate: null }
const STRAIGHT = { kind: 'set', set: LNS, lnsUri: null, muxsTemplate: null }

test('switching on leads the gateway to us and keeps the network server apart', () => {
  expect(merge(LNS, null, 'keep', { lnsDiscovery: true })).toEqual(THROUGH_US)
  expect(merge(null, null, LNS, { lnsDiscovery: true })).toEqual(THROUGH_US)
})

test('absent keeps, and nothing is made anew for nothing', () => {
  expect(merge(LNS, { muxsTemplate: null }, 'keep', {})).toEqual({ kind: 'keep' })
  expect(merge(LNS, { muxsTemplate: null }, 'keep', { lnsDiscovery: true })).toEqual({ kind: 'keep' })
  expect(merge(LNS, null, 'keep', { lnsDiscovery: false })).toEqual({ kind: 'keep' })
  expect(merge(null, null, 'keep', {})).toEqual({ kind: 'keep' })
  const other = { ...LNS, uri: 'wss://other.example:8887' }
  expect(merge(LNS, { muxsTemplate: null }, other, {})).toEqual({ ...THROUGH_US, lnsUri: other.uri })
  expect(merge(LNS, null, other, {})).toEqual({ ...STRAIGHT, set: other })
})

test('switching off gives the network server itself', () => {
  expect(merge(LNS, { muxsTemplate: 'wss://h:1/{eui}' }, 'keep', { lnsDiscovery: false })).toEqual(STRAIGHT)
  expect(merge(LNS, { muxsTemplate: null }, 'clear', {})).toEqual({ kind: 'clear' })
})

test('a template is kept, replaced and cleared', () => {
  const template = 'wss://h:1/gw/{eui}'
  expect(merge(LNS, null, 'keep', { lnsDiscovery: true, lnsMuxs: template })).toEqual({
    ...THROUGH_US,
    muxsTemplate: template,
  })
  expect(merge(LNS, { muxsTemplate: template }, 'keep', {})).toEqual({ kind: 'keep' })
  expect(merge(LNS, { muxsTemplate: template }, 'keep', { lnsMuxs: '' })).toEqual(THROUGH_US)
})

test.each([
  [LNS, 'clear', { lnsDiscovery: true }, true, /^lnsDiscovery: lnsUri is cleared/],
  [null, 'keep', { lnsDiscovery: true }, true, /^lnsDiscovery: no lnsUri is set/],
  [PLAIN, 'keep', { lnsDiscovery: true }, true, /^lnsDiscovery: it needs a network server with TLS/],
  [LNS, 'keep', { lnsDiscovery: true }, false, /^lnsDiscovery: this lnsTrust does not cover/],
  [LNS, 'keep', { lnsDiscovery: true, lnsMuxs: 'wss://h:1/{mac}' }, true, /^lnsMuxs: /],
  [LNS, 'keep', { lnsMuxs: 'wss://h:1/{eui}' }, true, /^lnsMuxs: it is for discovery/],
  [null, { ...LNS, uri: 'wss://localhost:9191' }, {}, true, /^lnsUri: this is the address of Gatehouse itself/],
] as const)('refused, case %#', (current, change, patch, covers, sentence) => {
  expect(merge(current, null, change, patch, covers)).toMatch(sentence)
})
