import { expect, test } from 'vitest'
import { SENT, type Secrets } from './call.ts'
import { connectionSecrets } from './connection-secrets.ts'
import type { CreateConnectionBody } from './contracts.ts'
import { bodyOf, EMPTY_DRAFT } from './join-server-draft.ts'
import { setupSecrets } from './setup-secrets.ts'

const HIDDEN: Secrets = {
  variable: (_, name) => `<${name}>`,
  file: (_, name) => `<${name}>`,
  text: (_, name) => `<${name}>`,
}

const setup = { lnsUri: 'wss://lns.example', lnsTrust: 'held', lnsKey: 'held', cupsCrt: 'held', revision: 7 }
const connection: CreateConnectionBody = {
  name: 'Billing',
  url: 'https://ada:held@billing.example/up',
  contentType: 'json',
  key: 'held',
  headers: [
    { name: 'X-Tenant', value: '4', secret: false },
    { name: 'X-Api-Key', value: 'held' },
  ],
  downlink: { kind: 'chirpstack', url: 'https://ns.example', token: 'held' },
}
const server = {
  ...EMPTY_DRAFT,
  fqdn: 'js.example',
  username: 'acme',
  password: 'held',
  headers: [{ id: 0, name: 'X-Api-Key', value: 'held', keep: false }],
  source: 'file' as const,
  files: { rootCa: null, certificate: null, key: { path: 'key.pem', content: 'held', stored: false } },
}

test('for sending, bodies stay as they are', () => {
  expect(setupSecrets(setup, SENT)).toEqual(setup)
  expect(connectionSecrets(connection, SENT)).toEqual(connection)
})

test('where they are shown, names stand in place of every secret, and nothing else changes', () => {
  expect(setupSecrets(setup, HIDDEN)).toEqual({
    ...setup,
    lnsTrust: '<tc.trust>',
    lnsKey: '<tc.key>',
    cupsCrt: '<cups.crt>',
  })
  expect(setupSecrets({ lnsKey: 'held' }, HIDDEN, '58-A0/')).toEqual({ lnsKey: '<58-A0/tc.key>' })
  expect(connectionSecrets(connection, HIDDEN)).toMatchObject({
    name: 'Billing',
    url: '<URL_WITH_LOGIN>',
    key: '<TUNNEL_KEY>',
    headers: [
      { name: 'X-Tenant', value: '4' },
      { name: 'X-Api-Key', value: '<HEADER_2>' },
    ],
    downlink: { kind: 'chirpstack', token: '<NETWORK_TOKEN>' },
  })
  expect(bodyOf(server, HIDDEN)).toMatchObject({
    basicAuth: { username: 'acme', password: '<PASSWORD>' },
    headers: [{ name: 'X-Api-Key', value: '<HEADER_1>' }],
    tls: { key: { path: 'key.pem', content: '<key.pem>' } },
  })
  for (const body of [setupSecrets(setup, HIDDEN), connectionSecrets(connection, HIDDEN), bodyOf(server, HIDDEN)])
    expect(JSON.stringify(body)).not.toContain('held')
})
