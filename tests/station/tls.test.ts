import { X509Certificate } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TlsOptions } from 'node:tls'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { serverNameMatches } from '#lib/domain/trust-change/server-name.ts'
import { type HomeSet, makeHome } from '#lib/station/make-home.ts'
import { createStation } from '#lib/station/station.ts'
import {
  keyDer,
  keyPem,
  makeCa,
  makeIntermediateCa,
  makeLeaf,
  makeSelfSigned,
  type TestCertificate,
  testKey,
} from '#tests/support/certificates.ts'
import { ok, segment } from './answer-bytes.ts'
import { type RawServer, startRawServer } from './raw-server.ts'

const token = 'Authorization: some token\r\n'
const tlsOf = (certificate: TestCertificate, chain = ''): TlsOptions => ({
  cert: certificate.pem + chain,
  key: keyPem(certificate.key),
  requestCert: true,
  rejectUnauthorized: false,
})

let folder: string
let ca: TestCertificate
let leaf: TestCertificate
const servers: RawServer[] = []

beforeAll(async () => {
  ca = await makeCa()
  leaf = await makeLeaf(ca, { dnsNames: ['localhost'] })
})
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'station-'))
})
afterEach(async () => {
  rmSync(folder, { recursive: true, force: true })
  await Promise.all(servers.splice(0).map((server) => server.close()))
})

async function serve(options: TlsOptions): Promise<RawServer> {
  const server = await startRawServer(options)
  servers.push(server)
  server.answer(ok())
  return server
}

async function contact(server: RawServer, set: HomeSet, host = 'localhost') {
  makeHome(folder, { eui: '::1', cups: { uri: `https://${host}:${server.port}`, ...set } })
  return createStation({ home: folder }).checkIn()
}

describe('authentication (cups.md §4)', () => {
  it('sends the token as it stands in the file, with SNI, without ALPN, with TLS 1.2', async () => {
    const server = await serve(tlsOf(leaf))
    const outcome = await contact(server, { trust: ca.der, key: token })
    expect(outcome).toMatchObject({ result: 'done', authentication: 'token' })
    expect(server.requests[0]?.toString().split('\r\n')).toContain('Authorization: some token')
    expect(server.sessions).toEqual([{ sni: 'localhost', alpn: false, protocol: 'TLSv1.2', der: null }])
  })

  it('adds the CRLF that a token file lacks, as 2.0.6 does', async () => {
    const server = await serve(tlsOf(leaf))
    expect((await contact(server, { trust: ca.der, key: token.trimEnd() })).result).toBe('done')
    expect(server.requests[0]?.toString()).toContain(`\r\n${token}\r\n{`)
  })

  it.each(['Authorization:token\r\n', 'token', ': token\r\n'])(
    'does not connect with the malformed token %j',
    async (key) => {
      const server = await serve(tlsOf(leaf))
      const outcome = await contact(server, { trust: ca.der, key })
      expect(outcome).toMatchObject({ result: 'failed', request: Buffer.alloc(0) })
      expect(outcome.reason).toMatch(/malformed auth token/)
      expect(server.sessions).toEqual([])
    },
  )

  it.each([
    ['EC in SEC1', 'EC P-256', 'sec1'],
    ['EC in PKCS#8', 'EC P-256', 'pkcs8'],
    ['RSA in PKCS#1', 'RSA 2048', 'pkcs1'],
    ['RSA in PKCS#8', 'RSA 2048', 'pkcs8'],
  ] as const)('presents its certificate with %s, in DER and in PEM', async (_what, type, form) => {
    const server = await serve(tlsOf(leaf))
    const key = await testKey(type)
    const mine = await makeLeaf(ca, { name: 'CN=roof-17', key })
    const der = await contact(server, { trust: ca.der, crt: mine.der, key: keyDer(key, form) })
    const pem = await contact(server, { trust: ca.pem, crt: mine.pem, key: keyPem(key, form) })
    expect([der.result, pem.result]).toEqual(['done', 'done'])
    expect(der.authentication).toBe('certificate')
    expect(server.sessions.map((session) => session.der)).toEqual([mine.der, mine.der])
    expect(server.requests[0]?.toString()).not.toMatch(/authorization/i)
  })

  it('authenticates with nothing when there is trust and only one of certificate and key is missing: the key', async () => {
    const server = await serve(tlsOf(leaf))
    const outcome = await contact(server, { trust: ca.der, crt: leaf.der })
    expect(outcome).toMatchObject({ result: 'done', authentication: 'server-only' })
    expect(server.sessions[0]?.der).toBeNull()
  })

  it('does not connect over https without trust', async () => {
    const server = await serve(tlsOf(leaf))
    expect((await contact(server, { key: token })).reason).toMatch(/requires TLS but no trust configured/)
    expect((await contact(server, { trust: 'no certificate', key: token })).reason).toMatch(
      /trust certificates rejected/,
    )
    expect(server.sessions).toEqual([])
  })

  it('refuses a key that mbedTLS cannot use', async () => {
    const server = await serve(tlsOf(leaf))
    const key = await testKey('Ed25519')
    const outcome = await contact(server, { trust: ca.der, crt: leaf.der, key: keyDer(key) })
    expect(outcome.reason).toMatch(/key\/cert rejected/)
  })

  it('switches from token to certificate and back at once, and reports the CRC of what was sent (§5)', async () => {
    const server = await serve(tlsOf(leaf))
    const key = await testKey('EC P-256')
    const mine = await makeLeaf(ca, { key })
    const byCertificate = segment(ca.der, mine.der, keyDer(key, 'sec1'))
    const byToken = segment(ca.der, null, Buffer.from(token))
    server.answer(ok({ cupsCred: byCertificate }), ok({ cupsCred: byToken }), ok())
    makeHome(folder, { eui: '::1', cups: { uri: `https://localhost:${server.port}`, trust: ca.pem, key: token } })
    const station = createStation({ home: folder })
    const used: string[] = []
    for (let count = 0; count < 3; count++) used.push((await station.checkIn()).authentication)
    expect(used).toEqual(['token', 'certificate', 'token'])
    expect(station.home.read('cups.crt')).toEqual(Buffer.alloc(0))
    expect(station.home.credentials('cups', 'reg')).toEqual({ trust: ca.der, crt: null, key: Buffer.from(token) })
  })

  it('falls back with the old token while it reports the new CRC when the new trust is wrong (§4)', async () => {
    const server = await serve(tlsOf(leaf))
    const wrong = (await makeCa({ name: 'CN=Another CA', key: await testKey('RSA 2048') })).der
    server.answer(ok({ cupsCred: segment(wrong, null, Buffer.from('Authorization: new\r\n')) }), ok())
    makeHome(folder, { eui: '::1', cups: { uri: `https://localhost:${server.port}`, trust: ca.der, key: token } })
    const station = createStation({ home: folder })
    const outcomes = []
    for (let count = 0; count < 10; count++) outcomes.push(await station.checkIn())
    expect(outcomes.map((outcome) => outcome.slot).join(' ')).toBe('reg reg reg reg reg reg reg reg reg bak')
    expect(outcomes.slice(1, 9).map((outcome) => outcome.result)).toEqual(Array.from({ length: 8 }, () => 'failed'))
    const last = server.requests.at(-1)?.toString() ?? ''
    expect(last).toContain(token)
    expect(last).toContain(`"cupsCredCrc":${outcomes[0]?.state.cupsCredCrc},`)
  })
})

describe('the certificate of the server (cups.md §3)', () => {
  const refused = async (options: TlsOptions, trust = ca.der, host = 'localhost') => {
    const outcome = await contact(await serve(options), { trust, key: token }, host)
    expect(outcome).toMatchObject({ result: 'failed', request: Buffer.alloc(0), response: Buffer.alloc(0) })
    return outcome.reason
  }

  it('must be issued by the CA of the trust file, and by no other', async () => {
    expect(
      await refused(tlsOf(leaf), (await makeCa({ name: 'CN=Another CA', key: await testKey('RSA 2048') })).der),
    ).toBeTruthy()
  })

  it('may come with an intermediate certificate, or be trusted itself', async () => {
    const between = await makeIntermediateCa(ca)
    const server = await serve(tlsOf(await makeLeaf(between, { dnsNames: ['localhost'] }), between.pem))
    expect((await contact(server, { trust: ca.der, key: token })).result).toBe('done')
    expect((await contact(server, { trust: between.der, key: token })).result).toBe('done')
    const own = await makeSelfSigned({ dnsNames: ['localhost'] })
    expect((await contact(await serve(tlsOf(own)), { trust: own.der, key: token })).result).toBe('done')
  })

  it('does not match by an iPAddress', async () => {
    const byIp = await makeLeaf(ca, { name: 'CN=127.0.0.1', ips: ['127.0.0.1'] })
    expect(await refused(tlsOf(byIp), ca.der, '127.0.0.1')).toMatch(/iPAddress does not count/)
  })

  it('matches by the CN when there is no SAN at all, an address as text too', async () => {
    const byName = await serve(tlsOf(await makeLeaf(ca, { name: 'CN=localhost' })))
    expect((await contact(byName, { trust: ca.der, key: token })).result).toBe('done')
    const byText = await serve(tlsOf(await makeLeaf(ca, { name: 'CN=127.0.0.1' })))
    expect((await contact(byText, { trust: ca.der, key: token }, '127.0.0.1')).result).toBe('done')
    expect(await refused(tlsOf(await makeLeaf(ca, { name: 'CN=localhost', dnsNames: ['other'] })))).toMatch(
      /not among its names/,
    )
  })

  it('takes one label for a wildcard', async () => {
    const wildcard = new X509Certificate((await makeLeaf(ca, { dnsNames: ['*.example.com'] })).der)
    expect(serverNameMatches('CUPS.example.com', wildcard)).toBe(true)
    expect(serverNameMatches('example.com', wildcard)).toBe(false)
    expect(serverNameMatches('a.cups.example.com', wildcard)).toBe(false)
  })

  it('must be in force', async () => {
    const past = new Date(Date.now() - 86_400_000)
    expect(
      await refused(tlsOf(await makeLeaf(ca, { dnsNames: ['localhost'], notBefore: new Date(0), notAfter: past }))),
    ).toMatch(/expired/)
  })

  it('needs a server that speaks TLS 1.2', async () => {
    expect(await refused({ ...tlsOf(leaf), minVersion: 'TLSv1.3' })).toMatch(
      /^TLS handshake failed: .*protocol version/,
    )
  })

  it('is not an Ed25519 one, nor RSA below 2048 bits', async () => {
    const ed = await makeLeaf(ca, { dnsNames: ['localhost'], key: await testKey('Ed25519') })
    expect(await refused(tlsOf(ed))).toBeTruthy()
    const small = await makeLeaf(ca, { dnsNames: ['localhost'], key: await testKey('RSA 1024') })
    expect(await refused({ ...tlsOf(small), ciphers: 'DEFAULT@SECLEVEL=0' })).toBeTruthy()
  })

  it('works with RSA', async () => {
    const key = await testKey('RSA 2048')
    const authority = await makeCa({ name: 'CN=RSA CA', key })
    const certificate = await makeLeaf(authority, { dnsNames: ['localhost'], key })
    const server = await serve(tlsOf(certificate))
    expect((await contact(server, { trust: authority.der, key: token })).result).toBe('done')
    // … but with PKCS#1 v1.5 signatures only, never PSS.
    expect(await refused({ ...tlsOf(certificate), sigalgs: 'rsa_pss_rsae_sha256' }, authority.der)).toMatch(/handshake/)
  })
})
