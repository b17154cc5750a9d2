import { expect, test } from 'vitest'
import {
  CONNECTION_DRAFTS,
  changeBody,
  createBody,
  draftOf,
  EMPTY_DRAFT,
  faultsOf,
  warningsOf,
} from './connection-draft.ts'
import type { Connection } from './contracts.ts'
import { mergeDrafts } from './merge-drafts.ts'

const STORED: Connection = {
  id: '0a6a9d8c-6d2a-4a3e-9f0a-1f2e3d4c5b6a',
  name: 'Billing',
  asId: 'TWA_100000001.7.AS',
  contentType: 'json',
  source: 'things-stack',
  access: 'full',
  url: 'https://as.example.com/up',
  domains: [{ id: 'd1', path: 'EMEA', groupId: 'g1', group: 'Region' }],
  active: true,
  health: { state: 'active', sentence: '', lastDelivery: null },
  customerId: '100000001',
  hasLogin: true,
  headers: [
    { name: 'X-Api-Key', secret: true, value: null },
    { name: 'X-Tenant', secret: false, value: 'acme' },
  ],
  key: { checkValue: 'a1b2c3', changedAt: '2026-01-01T00:00:00Z', previousUntil: null, signsWith: 'current' },
  additionalInformation: '',
  deactivatedReason: null,
  deactivatedAt: null,
  queueMode: 'durable',
  maxDeviation: 60,
  downlink: { kind: 'chirpstack', url: 'https://ns.example.com', applicationId: null, webhookId: null, hasToken: true },
  reports: { url: 'https://g/api', hint: 'abcd', changedAt: '2026-01-01T00:00:00Z', previousUntil: null },
  warnings: [],
  revision: 4,
  createdAt: '2026-01-01T00:00:00Z',
  createdBy: 'user:1',
  createdByName: null,
  updatedAt: '2026-01-01T00:00:00Z',
  updatedBy: 'user:1',
  updatedByName: null,
}

test('an empty form says what it needs and nothing else', () => {
  expect(Object.keys(faultsOf(EMPTY_DRAFT))).toEqual(['name', 'url'])
  expect(createBody({ ...EMPTY_DRAFT, name: ' a ', url: 'https://a.example' })).not.toHaveProperty('key')
})

test('an unchanged connection has no faults and sends nothing but its revision', () => {
  expect(faultsOf(draftOf(STORED), STORED)).toEqual({})
  expect(changeBody(draftOf(STORED), STORED)).toEqual({ revision: 4 })
})

test('what is secret stays unless it is typed', () => {
  const draft = draftOf(STORED)
  const [secret, plain] = draft.headers
  if (!secret || !plain) throw new Error('two headers')
  const changed = { ...draft, headers: [secret, { ...plain, value: 'birch' }] }
  expect(changeBody(changed, STORED)).toEqual({
    revision: 4,
    headers: [
      { name: 'X-Api-Key', secret: true },
      { name: 'X-Tenant', secret: false, value: 'birch' },
    ],
  })
  expect(faultsOf({ ...draft, headers: [{ ...secret, secret: false }] }, STORED)).toHaveProperty('headers/0/value')
  expect(faultsOf({ ...draft, headers: [{ ...secret, name: 'X-Other' }] }, STORED)).toHaveProperty('headers/0/value')
})

test('another origin asks for secrets, login and token again; another path does not', () => {
  expect(faultsOf({ ...draftOf(STORED), url: 'https://as.example.com/other' }, STORED)).toEqual({})
  const moved = { ...draftOf(STORED), url: 'https://evil.example.net/up' }
  expect(Object.keys(faultsOf(moved, STORED))).toEqual(['url', 'headers/0/value'])
  expect(faultsOf({ ...moved, removeLogin: true, headers: [] }, STORED)).toEqual({})
  expect(faultsOf({ ...moved, url: 'https://a:b@evil.example.net/up', headers: [] }, STORED)).toEqual({})
  const side = { ...draftOf(STORED).downlink, url: 'https://ns2.example.com' }
  expect(Object.keys(faultsOf({ ...draftOf(STORED), downlink: side }, STORED))).toEqual(['downlink/token'])
  expect(faultsOf({ ...draftOf(STORED), downlink: { ...side, removeToken: true } }, STORED)).toEqual({})
})

test('warns of a login beside an Authorization header', () => {
  const header = { id: 9, name: 'authorization', value: 'Bearer x', secret: true, keep: false }
  expect(warningsOf({ ...draftOf(STORED), headers: [header] }, STORED)).toHaveLength(1)
  expect(warningsOf({ ...draftOf(STORED), headers: [header], removeLogin: true }, STORED)).toEqual([])
  expect(warningsOf({ ...EMPTY_DRAFT, url: 'http://u:p@a.example', headers: [header] })).toHaveLength(2)
})

test('merges what somebody else saved: theirs, mine, and what both changed', () => {
  const fresh: Connection = { ...STORED, name: 'Invoices', contentType: 'xml', queueMode: 'as-thingpark', revision: 5 }
  const mine = { ...draftOf(STORED), name: 'Bills', maxDeviation: '90', queueMode: 'as-thingpark' as const }
  const merged = mergeDrafts(CONNECTION_DRAFTS, { mine, before: draftOf(STORED), now: draftOf(fresh) })
  expect(merged.conflicts).toEqual(['name'])
  expect(merged.theirs).toEqual(['name', 'contentType'])
  expect(merged.draft).toMatchObject({ name: 'Bills', contentType: 'xml', maxDeviation: '90' })
  expect(changeBody(merged.draft, fresh)).toEqual({ revision: 5, name: 'Bills', maxDeviation: 90 })
})
