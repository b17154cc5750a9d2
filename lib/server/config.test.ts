import { hostname } from 'node:os'
import { expect, test } from 'vitest'
import { ConfigError, readConfig } from './config.ts'

const faultsOf = (env: Record<string, string>): string[] => {
  try {
    readConfig(env, '/srv/gatehouse')
  } catch (error) {
    if (error instanceof ConfigError) return error.message.split('\n')
    throw error
  }
  return []
}

test('an empty environment gives the documented defaults', () => {
  expect(readConfig({}, '/srv/gatehouse')).toEqual({
    host: '127.0.0.1',
    port: 3000,
    gatewayPort: 9191,
    apiPort: undefined,
    status: undefined,
    dataDir: '/srv/gatehouse/.gatehouse',
    databaseUrl: undefined,
    databasePool: 10,
    tls: undefined,
    tlsForce: false,
    gatewayHosts: [...new Set(['localhost:9191', `${hostname().toLowerCase()}:9191`])],
    role: 'all',
    workers: 1,
    consoleTls: false,
    consoleUrl: 'http://localhost:3000',
    trustProxy: false,
    wrappingKey: undefined,
    hsm: undefined,
    clientCertificates: undefined,
    outboundAllow: '',
    mail: undefined,
    sso: undefined,
    firstOperator: undefined,
  })
})

test('hosts are lower case, take the gateway port when they name none, and appear once', () => {
  const hosts = 'Join.Example.com:443, join.example.com, [::1]:9191,join.example.com:443'
  expect(readConfig({ GATEWAY_HOSTS: hosts, GATEWAY_PORT: '9000' }, '/').gatewayHosts).toEqual([
    'join.example.com:443',
    'join.example.com:9000',
    '[::1]:9191',
  ])
})

test('every bad value gets one sentence, all at once', () => {
  expect(faultsOf({ PORT: '70000', ROLE: 'both', WORKERS: '0', CONSOLE_TLS: 'yes' })).toEqual([
    'PORT is “70000”: give a port number from 1 to 65535.',
    'ROLE is “both”: give one of console, gateway, worker, all.',
    'CONSOLE_TLS is “yes”: give 1 or 0.',
    'WORKERS is “0”: give the number of gateway processes, from 1 to 64.',
  ])
})

test.each([
  [{ PORT: '9191' }, /^PORT and GATEWAY_PORT are both 9191/],
  [{ PORT: '30x' }, /^PORT is “30x”/],
  [{ STATUS_PORT: '3000' }, /^STATUS_PORT is 3000, which another listener has/],
  [{ TLS_CERT: 'a.pem' }, /^TLS_KEY is missing/],
  [{ TLS_CERT: 'a.pem', TLS_KEY: 'b.pem' }, /^TLS_CERT names \/srv\/gatehouse\/a\.pem, which does not exist/],
  [{ GATEWAY_HOSTS: 'https://join.example.com' }, /^GATEWAY_HOSTS names “https:\/\/join\.example\.com”/],
  [{ GATEWAY_HOSTS: 'join.example.com:0' }, /^GATEWAY_HOSTS names/],
  [{ CONSOLE_URL: 'join.example.com' }, /^CONSOLE_URL is/],
  [{ SMTP_URL: 'smtps://smtp.example.com' }, /^MAIL_FROM is missing/],
  [{ MAIL_FROM: 'a@example.com' }, /^SMTP_URL is missing/],
  [
    { SMTP_URL: 'https://x:secret@y', MAIL_FROM: 'a@example.com' },
    /^SMTP_URL is not the address of an SMTP server: give smtps:\/\/login:password@smtp\.example\.com\.$/,
  ],
  [{ SMTP_URL: 'smtp://y', MAIL_FROM: 'nobody' }, /^MAIL_FROM is “nobody”/],
  [{ GATEHOUSE_ADMIN_EMAIL: 'a@example.com' }, /^GATEHOUSE_ADMIN_PASSWORD is missing/],
  [{ OUTBOUND_ALLOW: '10.0.0.0/8,lan' }, /^OUTBOUND_ALLOW: “lan” is not a network: give CIDR/],
  [{ LOG_LEVEL: 'loud' }, /^LOG_LEVEL is “loud”/],
])('%o is refused', (env, sentence) => {
  expect(faultsOf(env as Record<string, string>)[0]).toMatch(sentence)
})

test('a password in DATABASE_URL or for the operator is not repeated', () => {
  const said = faultsOf({ DATABASE_URL: 'mysql://root:hunter2@db/x', GATEHOUSE_ADMIN_PASSWORD: 'hunter2' }).join(' ')
  expect(said).toMatch(/DATABASE_URL is not the address of a PostgreSQL/)
  expect(said).not.toContain('hunter2')
})

test('an HSM is named whole or not at all', () => {
  const hsm = { HSM_MODULE: '/bin/sh', HSM_TOKEN_LABEL: 'gatehouse', HSM_PIN: '1234' }
  expect(readConfig(hsm, '/').hsm).toEqual({ module: '/bin/sh', label: 'gatehouse', slot: undefined, pin: '1234' })
  expect(readConfig({ ...hsm, HSM_TOKEN_LABEL: '', HSM_SLOT: '2' }, '/').hsm?.slot).toBe(2)
  expect(faultsOf({ HSM_PIN: '1234' })).toEqual([
    'HSM_MODULE is missing: give the path of the PKCS#11 module (a .so file).',
  ])
  expect(faultsOf({ HSM_MODULE: '/nowhere.so' })).toEqual([
    'HSM_MODULE names /nowhere.so, which does not exist: give the path of a PKCS#11 module.',
    'HSM_PIN is missing: give the user PIN of the token.',
    'HSM_TOKEN_LABEL is missing: give the label of the token, or its slot with HSM_SLOT.',
  ])
  expect(faultsOf({ ...hsm, HSM_SLOT: 'x' })).toEqual([
    'HSM_TOKEN_LABEL and HSM_SLOT are both set: give one of them.',
    'HSM_SLOT is “x”: give the index of the slot, from 0.',
  ])
})

test('a header with client certificates needs the proxies that are believed', () => {
  const good = { CLIENT_CERT_HEADER: 'xfcc', CLIENT_CERT_PROXIES: '10.0.0.0/8, ::1' }
  expect(readConfig(good, '/').clientCertificates).toEqual({ header: 'xfcc', proxies: '10.0.0.0/8, ::1' })
  expect(faultsOf({ CLIENT_CERT_HEADER: 'xfcc' })).toEqual([
    'CLIENT_CERT_PROXIES is missing: give the addresses of the proxies that are believed, in CIDR.',
  ])
  expect(faultsOf({ CLIENT_CERT_PROXIES: 'any' })).toEqual([
    'CLIENT_CERT_HEADER is missing: it goes with CLIENT_CERT_PROXIES.',
    'CLIENT_CERT_PROXIES: “any” is not a network: give CIDR such as 10.20.0.0/16, separated by commas.',
  ])
})

test('an identity provider is given whole, by https or on this machine', () => {
  const oidc = { OIDC_ISSUER: 'https://id.example.com', OIDC_CLIENT_ID: 'gatehouse', OIDC_CLIENT_SECRET: 's3cret' }
  expect(readConfig({ ...oidc, OIDC_DOMAINS: ' @Example.com, b.example ' }, '/srv/gatehouse').sso).toEqual({
    issuer: 'https://id.example.com',
    clientId: 'gatehouse',
    clientSecret: 's3cret',
    name: 'id.example.com',
    domains: ['example.com', 'b.example'],
  })
  expect(faultsOf({ ...oidc, OIDC_ISSUER: 'http://127.0.0.1:8080' })).toEqual([])
  const { OIDC_CLIENT_SECRET: _, ...two } = oidc
  for (const wrong of [two, { ...oidc, OIDC_ISSUER: 'http://id.example.com' }, { ...oidc, OIDC_DOMAINS: '*' }]) {
    const faults = faultsOf(wrong)
    expect(faults).toHaveLength(1)
    expect(faults.join()).not.toContain('s3cret')
  }
})
