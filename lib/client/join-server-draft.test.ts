import { describe, expect, test } from 'vitest'
import type { JoinServer } from './interop-api.ts'
import {
  bodyOf,
  draftOf,
  EMPTY_DRAFT,
  faultsOf,
  fieldOfPointer,
  JOIN_SERVER_DRAFTS,
  prefixesOf,
} from './join-server-draft.ts'
import { mergeDrafts } from './merge-drafts.ts'

const STORED: JoinServer = {
  id: '00000000-0000-4000-8000-000000000001',
  file: 'tti/js.yml',
  entries: [{ components: ['ns', 'as'], joinEuis: ['70B3D57ED0000000/40', 'EC656E0000000000/56'] }],
  scheme: '',
  fqdn: 'js.example.com',
  port: 7009,
  protocol: 'BI1.1',
  paths: { join: 'a', rejoin: '', appSKey: '', homeNs: '' },
  senderNsId: '1122334455667788',
  basicAuth: { username: 'u' },
  headers: [{ name: 'X-Key' }],
  tls: {
    source: null,
    rootCa: { path: 'ca.pem', certificates: [] },
    certificate: { path: 'cert.pem', certificates: [] },
    key: { path: 'key.pem' },
  },
  url: 'https://js.example.com:7009/a',
  findings: [],
}

test('what is stored is sent as it is, and secrets that nobody typed stay away', () => {
  expect(bodyOf(draftOf(STORED))).toEqual({
    file: 'tti/js.yml',
    fqdn: 'js.example.com',
    port: 7009,
    protocol: 'BI1.1',
    scheme: '',
    paths: STORED.paths,
    senderNsId: '1122334455667788',
    entries: [{ components: ['ns', 'as'], joinEuis: ['70B3D57ED0000000/40', 'EC656E0000000000/56'] }],
    basicAuth: { username: 'u' },
    headers: [{ name: 'X-Key' }],
    tls: { source: 'file', rootCa: { path: 'ca.pem' }, certificate: { path: 'cert.pem' }, key: { path: 'key.pem' } },
  })
  expect(faultsOf(draftOf(STORED))).toEqual({})
})

test('an empty form, and the key vault without files', () => {
  expect(bodyOf({ ...EMPTY_DRAFT, fqdn: ' a.example ' })).toMatchObject({
    fqdn: 'a.example',
    port: null,
    basicAuth: null,
    tls: null,
  })
  const files = { rootCa: null, certificate: { path: 'cert.pem', content: 'x', stored: false }, key: null }
  expect(bodyOf({ ...EMPTY_DRAFT, source: 'key-vault', files })).toMatchObject({
    tls: { source: 'key-vault', certificate: null, key: null },
  })
})

test('prefixes are taken from whatever was pasted', () => {
  expect(prefixesOf('  - "70b3d57ed0000000/40" # ours\n\nEC656E0000000000/56, 0016C00000000000/24')).toEqual([
    '70b3d57ed0000000/40',
    'EC656E0000000000/56',
    '0016C00000000000/24',
  ])
})

describe('mistakes are said before the server is asked', () => {
  test.each([
    [{ fqdn: '' }, 'fqdn'],
    [{ port: '70o9' }, 'port'],
    [{ entries: [{ id: 0, components: '', joinEuis: '11AA/16' }] }, 'entries/0/joinEuis'],
    [{ username: 'u' }, 'basicAuth/password'],
    [{ headers: [{ id: 0, name: 'X', value: '', keep: false }] }, 'headers/0'],
    [{ source: 'file' as const }, 'tls/certificate'],
  ])('%j', (patch, field) => {
    expect(Object.keys(faultsOf({ ...EMPTY_DRAFT, fqdn: 'a.example', ...patch }))).toContain(field)
  })
})

test.each([
  ['/entries/0/joinEuis/3', 'entries/0/joinEuis'],
  ['/entries/1/components/0', 'entries/1/components'],
  ['/tls/rootCa/content', 'tls/rootCa'],
  ['/tls/key', 'tls/key'],
  ['/headers/2/value', 'headers/2'],
  ['/paths/appSKey', 'paths/appSKey'],
])('%s is shown at %s', (pointer, field) => {
  expect(fieldOfPointer(pointer)).toBe(field)
})

test('what somebody else saved is brought together with what was typed: also a certificate of the same path', () => {
  const before = draftOf(STORED)
  const certificate = (fingerprint: string) => ({
    ...STORED,
    port: 7010,
    scheme: 'http',
    tls: STORED.tls && {
      ...STORED.tls,
      certificate: {
        path: 'cert.pem',
        certificates: [
          {
            subject: 'CN=a',
            issuer: 'CN=b',
            names: [],
            validFrom: '2026-01-01T00:00:00Z',
            validTo: '2027-01-01T00:00:00Z',
            fingerprint,
            keyType: 'EC P-256',
            isCa: false,
          },
        ],
      },
    },
  })
  const now = draftOf(certificate('aa'))
  const files = { ...before.files, certificate: { path: 'cert.pem', content: 'PEM', stored: false } }
  const merged = mergeDrafts(JOIN_SERVER_DRAFTS, { mine: { ...before, port: '7011', files }, before, now })
  expect(merged.theirs).toEqual(['port', 'tls', 'scheme'])
  expect(merged.conflicts).toEqual(['port', 'tls'])
  expect(merged.draft).toMatchObject({ port: '7011', scheme: 'http', files })
  expect(JOIN_SERVER_DRAFTS.take('tls', merged.draft, now).files).toEqual(now.files)
  expect(mergeDrafts(JOIN_SERVER_DRAFTS, { mine: now, before: now, now: draftOf(certificate('bb')) }).theirs).toEqual([
    'tls',
  ])
})
