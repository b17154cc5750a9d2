import { expect, test } from 'vitest'
import type { CertFacts, Target } from './contracts.ts'
import {
  CLEAR,
  changesOf,
  draftOf,
  hasChanges,
  type ItemDraft,
  isOwnCups,
  OWN_TOKEN,
  rebased,
  setupBody,
  withItem,
} from './setup-draft.ts'

const facts = (subject: string): CertFacts => ({
  subject,
  issuer: subject,
  names: [],
  validFrom: '2026-01-01T00:00:00Z',
  validTo: '2036-01-01T00:00:00Z',
  fingerprint: '00',
  keyType: 'EC P-256',
  size: 400,
  pem: '',
})
const stored: Target = {
  version: 3,
  uri: 'wss://lns.example:8887',
  trust: facts('CN=Root'),
  crt: facts('CN=roof-17'),
  key: 'private-key',
  crc: 1,
  offeredAt: null,
  provenAt: null,
  failedAt: null,
  createdAt: '2026-01-01T00:00:00Z',
}
const token: ItemDraft = { mode: 'set', base64: 'QQ==', source: 'typed', kind: 'token', warnings: [] }

test('an untouched draft changes nothing and sends nothing', () => {
  expect(hasChanges(changesOf(stored, draftOf(stored)))).toBe(false)
  expect(setupBody('tc', stored, draftOf(stored))).toEqual({})
})

test('a token takes the certificate out', () => {
  const draft = withItem(draftOf(stored), stored, 'key', token)
  expect(setupBody('tc', stored, draft)).toEqual({ lnsKey: 'QQ==', lnsCrt: '' })
  expect(changesOf(stored, draft).map(({ field, kind }) => `${field} ${kind}`)).toEqual([
    'uri unchanged',
    'trust unchanged',
    'crt cleared',
    'key replaced',
  ])
})

test('http and an empty URI clear the credentials without sending them', () => {
  const plain = { ...draftOf(stored), uri: 'ws://lns.example:1887', key: token }
  expect(setupBody('tc', stored, plain)).toEqual({ lnsUri: 'ws://lns.example:1887' })
  expect(changesOf(stored, plain).map(({ kind }) => kind)).toEqual(['replaced', 'cleared', 'cleared', 'cleared'])
  expect(setupBody('cups', stored, { ...draftOf(stored), uri: ' ' })).toEqual({ cupsUri: '' })
})

test('everything is new on an unmanaged target, and clearing nothing is no change', () => {
  const draft = { ...draftOf(null), uri: 'https://cups.example:443', key: token, crt: CLEAR }
  expect(changesOf(null, draft).map(({ kind }) => kind)).toEqual(['new', 'unchanged', 'unchanged', 'new'])
})

test('our own CUPS without a key takes the token that the gateway uses', () => {
  const draft = { ...draftOf(null), uri: 'https://localhost:9191', trust: token }
  expect(isOwnCups(draft.uri, ['localhost:9191'])).toBe(true)
  expect(isOwnCups('http://localhost:9191', ['localhost:9191'])).toBe(false)
  expect(changesOf(null, draft, true).at(-1)).toMatchObject({ field: 'key', kind: 'new', after: OWN_TOKEN })
  expect(changesOf(null, { ...draft, key: token }, true).at(-1)).toMatchObject({ after: 'Token' })
})

test('a draft on top of what somebody else saved keeps both', () => {
  const now: Target = { ...stored, version: 4, uri: 'wss://theirs.example:8887' }
  expect(rebased(draftOf(stored), stored, now).uri).toBe('wss://theirs.example:8887')
  expect(rebased({ ...draftOf(stored), uri: 'wss://mine.example:1' }, stored, now).uri).toBe('wss://mine.example:1')
  expect(rebased({ ...draftOf(stored), crt: CLEAR }, stored, now).crt).toBe(CLEAR)
})
