/** The live check against real join servers: what it asks, what it says of every way in which they fail. */
import { type AddressInfo, createServer } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { keyPem, makeCa, makeLeaf, makeSelfSigned, type TestCertificate } from '#tests/support/certificates.ts'
import { openWorld, type World } from '../access/harness.ts'
import { type BackendServer, startBackendServer } from './backend-server.ts'
import { A, type Call, callerOf } from './interop-world.ts'

const PASSWORD = 'hidden-password-4711'
let world: World
let call: Call
let ca: TestCertificate
let clientCa: TestCertificate
let client: TestCertificate
let stranger: TestCertificate
let leaf: TestCertificate
const servers: { close(): Promise<void> }[] = []

beforeAll(async () => {
  world = await openWorld()
  call = callerOf(world, [PASSWORD, Buffer.from(`u:${PASSWORD}`).toString('base64')])
  ca = await makeCa({ name: 'CN=Join server CA' })
  clientCa = await makeCa({ name: 'CN=Client CA' })
  client = await makeLeaf(clientCa, { name: 'CN=000013' })
  stranger = await makeLeaf(await makeCa({ name: 'CN=Other CA' }), { name: 'CN=stranger' })
  leaf = await makeLeaf(ca, { name: 'CN=js', dnsNames: ['js.test'] })
})
afterAll(() => world.close())
beforeEach(async () => {
  reach({ allow: '127.0.0.0/8', resolve: async () => ['127.0.0.1'] })
  for (const table of ['versions', 'files', 'secrets', 'configurations'])
    await world.ctx.sql`delete from ${world.ctx.sql(`join_server_${table}`)}`
})
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close()
})

const reach = (outbound: object) => Reflect.set(world.ctx.site, 'outbound', outbound)
const pair = ({ pem, key }: TestCertificate) => ({ cert: pem, key: keyPem(key) })
/** Client certificates required, as join servers do. */
const mutual = () => ({ ...pair(leaf), ca: clientCa.pem, requestCert: true, rejectUnauthorized: true })
const clientFiles = (one: TestCertificate = client) => ({
  certificate: { content: one.pem },
  key: { content: keyPem(one.key) },
})
const files = (root: TestCertificate = ca, one: TestCertificate = client) => ({
  rootCa: { content: root.pem },
  ...clientFiles(one),
})

async function start(...args: Parameters<typeof startBackendServer>): Promise<BackendServer> {
  const server = await startBackendServer(...args)
  servers.push(server)
  return server
}

/** Stores a join server and checks it. */
async function check(port: number, more: object = {}, ask: object = { netId: '000013' }) {
  const body = {
    ownerid: A,
    fqdn: 'js.test',
    port,
    protocol: 'BI1.1',
    entries: [{ joinEuis: ['70B3D57ED0000000/40'] }],
    tls: files(),
    ...more,
  }
  const created = await call('POST', '', { body })
  expect({ status: created.status, json: created.json }).toMatchObject({ status: 201 })
  const { status, json } = await call('POST', '/[id]/check', {
    params: { id: created.json.joinServer.id },
    body: { ownerid: A, ...ask },
  })
  expect({ status, json }).toMatchObject({ status: 200 })
  return json
}
/** `verdict: step code` of the first step that is not good. */
const outcome = ({ verdict, steps }: { verdict: string; steps: { name: string; verdict: string; code: string }[] }) => {
  const bad = steps.find((step) => step.verdict !== 'good')
  return bad ? `${verdict}: ${bad.name} ${bad.code}` : verdict
}
const messageOf = ({ steps }: { steps: { verdict: string; message: string }[] }) =>
  steps.find((step) => step.verdict !== 'good')?.message ?? ''

test('a join server that works: it sees the client certificate, the headers and a well-framed request', async () => {
  const server = await start(mutual())
  const answer = await check(server.port, {
    paths: { join: 'join', homeNs: 'home' },
    senderNsId: '1122334455667788',
    basicAuth: { username: 'u', password: PASSWORD },
    headers: [{ name: 'X-Own', value: 'x' }],
  })
  expect(outcome(answer)).toBe('good')
  expect(answer.steps.map(({ name }: { name: string }) => name)).toEqual(['dns', 'connect', 'tls', 'http', 'answer'])
  expect(answer.answer).toMatchObject({
    status: 200,
    messageType: 'HomeNSAns',
    resultCode: 'UnknownDevEUI',
    senderId: '70B3D57ED0000000',
  })
  expect(answer.answer.transactionId).toBe(answer.request.body.TransactionID)
  const [received] = server.received
  expect(received).toMatchObject({
    path: '/home',
    client: '000013',
    headers: {
      'content-type': 'application/json',
      authorization: `Basic ${Buffer.from(`u:${PASSWORD}`).toString('base64')}`,
      'x-own': 'x',
      host: `js.test:${server.port}`,
    },
    body: {
      ProtocolVersion: '1.1',
      MessageType: 'HomeNSReq',
      SenderID: '000013',
      SenderNSID: '1122334455667788',
      ReceiverID: '70B3D57ED0000000',
      DevEUI: expect.stringMatching(/^024748[0-9A-F]{10}$/),
    },
  })
  expect(server.received).toHaveLength(1)
})

test.each([
  ['a NetID that it does not know', { netId: '000014' }, {}, 'failed: answer unknown-sender', 'no such NetID'],
  [
    'a JoinEUI that it does not serve',
    { netId: '000013', joinEui: '0016C00000000001' },
    {},
    'failed: answer unknown-receiver',
    'prefixes',
  ],
  [
    'the wrong version',
    { netId: '000013' },
    { protocol: 'BI1.0' },
    'failed: answer invalid-protocol-version',
    'other protocol',
  ],
])('%s', async (_name, ask, more, wanted, remedy) => {
  const server = await start(mutual())
  const answer = await check(server.port, more, ask)
  expect(outcome(answer)).toBe(wanted)
  expect(messageOf(answer)).toContain(remedy)
})

test.each([
  ['no client certificate', () => ({ tls: null }), 'failed: tls untrusted', 'Set tls.root-ca'],
  [
    'a client certificate of another CA',
    () => ({ tls: files(ca, stranger) }),
    /^failed: (tls client-certificate|http reset)$/,
    /client certificate/,
  ],
  ['another root-ca', () => ({ tls: files(clientCa) }), 'failed: tls untrusted', 'right CA certificate'],
])('TLS: %s', async (_name, more, wanted, remedy) => {
  const server = await start(mutual())
  const answer = await check(server.port, more())
  expect(outcome(answer)).toMatch(wanted)
  expect(messageOf(answer)).toMatch(remedy)
  expect(server.received).toEqual([])
  expect(answer.answer).toBeNull()
})

test('TLS: a client certificate is asked for and none is there', async () => {
  const tls13 = await start({ ...mutual(), minVersion: 'TLSv1.3' })
  const tls12 = await start({ ...mutual(), maxVersion: 'TLSv1.2' })
  // Trusted by the system in the field; here the CA comes with the key vault, whose certificate this check lacks.
  const tls = { source: 'key-vault', rootCa: { content: ca.pem } }
  for (const [index, server] of [tls13, tls12].entries()) {
    const answer = await check(server.port, { tls, entries: [{ joinEuis: [`70B3D57ED000000${index}/64`] }] })
    expect(outcome(answer)).toBe('failed: tls client-certificate-required')
    expect(messageOf(answer)).toContain('key vault')
  }
})

test('TLS: a server that speaks 1.1 only', async () => {
  const server = await start({
    ...mutual(),
    minVersion: 'TLSv1',
    maxVersion: 'TLSv1.1',
    ciphers: 'DEFAULT:@SECLEVEL=0',
  })
  const answer = await check(server.port)
  expect(outcome(answer)).toBe('failed: tls old-tls')
  expect(messageOf(answer)).toContain('TLS 1.2')
})

test('TLS: an expired certificate, another name, a self-signed one, and no TLS at all', async () => {
  const long = { notBefore: new Date('2020-01-01'), notAfter: new Date('2021-01-01') }
  const expired = await makeLeaf(ca, { dnsNames: ['js.test'], ...long })
  const other = await makeLeaf(ca, { dnsNames: ['other.test'] })
  const self = await makeSelfSigned({ dnsNames: ['js.test'] })
  const cases: [TestCertificate | null, string, string][] = [
    [expired, 'failed: tls expired', 'has expired'],
    [other, 'failed: tls name-mismatch', 'js.test'],
    [self, 'failed: tls untrusted', 'right CA'],
    [null, 'failed: tls no-tls', 'Check the port'],
  ]
  for (const [index, [certificate, wanted, remedy]] of cases.entries()) {
    const server = await start(certificate && { ...mutual(), ...pair(certificate) })
    const answer = await check(server.port, { entries: [{ joinEuis: [`70B3D57ED000000${index}/64`] }] })
    expect(outcome(answer)).toBe(wanted)
    expect(messageOf(answer)).toContain(remedy)
  }
})

test('TLS: a CA that expired after it was saved', async () => {
  const long = { notBefore: new Date('2020-01-01'), notAfter: new Date('2021-01-01') }
  const old = await makeCa({ name: 'CN=Old CA', ...long })
  const server = await start({ ...mutual(), ...pair(await makeLeaf(old, { dnsNames: ['js.test'] })) })
  const years = Date.now() - Date.parse('2020-12-20')
  world.advance(-years)
  const body = {
    ownerid: A,
    fqdn: 'js.test',
    port: server.port,
    protocol: 'BI1.1',
    entries: [{ joinEuis: ['70B3D57ED0000000/40'] }],
    tls: files(old),
  }
  const { json } = await call('POST', '', { body }).finally(() => world.advance(years))
  expect(json.joinServer.findings).toMatchObject([
    { severity: 'warning', code: 'expires', field: 'tls.root-ca' },
    { severity: 'warning', code: 'not-yet-valid', field: 'tls.certificate' },
  ])
  const listed = await call('GET', '', { query: { owner: A } })
  expect(listed.json.joinServers[0].findings).toMatchObject([{ severity: 'error', code: 'expired' }])
  const checked = await call('POST', '/[id]/check', { params: { id: json.joinServer.id }, body: { ownerid: A } })
  expect(outcome(checked.json)).toBe('failed: tls expired-ca')
  expect(messageOf(checked.json)).toContain('successor')
})

const page = { status: 200, type: 'text/html', body: '<!doctype html><title>It works</title>' }
test.each([
  ['a web page', () => page, 'failed: answer html', 'web site'],
  ['404', () => ({ ...page, status: 404 }), 'failed: http http-404', 'paths.join'],
  ['401', () => ({ ...page, status: 401 }), 'failed: http http-401', 'credentials'],
  ['403', () => ({ ...page, status: 403 }), 'failed: http http-403', 'admit'],
  ['500', () => ({ ...page, status: 500 }), 'failed: http http-500', 'operator'],
  ['no body', () => ({ status: 200, type: 'application/json', body: '' }), 'warning: answer async', 'asynchronous'],
  [
    'somebody else’s transaction',
    () => ({
      status: 200,
      type: 'application/json',
      body: '{"MessageType":"HomeNSAns","TransactionID":0,"Result":{"ResultCode":"UnknownDevEUI"}}',
    }),
    'warning: answer transaction',
    'another transaction',
  ],
  [
    'a message too large',
    () => ({ status: 200, type: 'application/json', body: 'x'.repeat(100_000) }),
    'failed: http body',
    'larger',
  ],
])('HTTP: %s', async (_name, make, wanted, remedy) => {
  const server = await start(mutual(), make)
  const answer = await check(server.port)
  expect(outcome(answer)).toMatch(wanted)
  expect(messageOf(answer)).toContain(remedy)
})

test('HTTP: a redirect is not followed', async () => {
  const server = await start(mutual(), (_request, response) => {
    response.writeHead(307, { location: 'https://169.254.169.254/' }).end()
    return undefined
  })
  const answer = await check(server.port)
  expect(outcome(answer)).toBe('failed: http redirect')
  expect(messageOf(answer)).toContain('https://169.254.169.254/')
})

test('names, addresses and ports that lead nowhere', async () => {
  const closed = await new Promise<number>((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
  expect(outcome(await check(closed))).toBe('failed: connect refused')
  const { json } = await call('GET', '', { query: { owner: A } })
  const again = async () =>
    (await call('POST', '/[id]/check', { params: { id: json.joinServers[0].id }, body: { ownerid: A } })).json
  reach({
    allow: '',
    resolve: async () => {
      throw Object.assign(new Error('no such name'), { code: 'ENOTFOUND' })
    },
  })
  expect(outcome(await again())).toBe('failed: dns enotfound')
  reach({ allow: '', resolve: async () => ['10.0.0.1'] })
  const refused = await again()
  expect(outcome(refused)).toBe('failed: dns private')
  expect(JSON.stringify(refused)).not.toContain('10.0.0.1')
})

test('without a prefix a JoinEUI has to be given', async () => {
  const server = await start(mutual())
  const { json } = await call('POST', '', {
    body: { ownerid: A, fqdn: 'js.test', port: server.port, protocol: 'BI1.1', entries: [], tls: files() },
  })
  const { id } = json.joinServer
  expect(await call('POST', '/[id]/check', { params: { id }, body: { ownerid: A } })).toMatchObject({
    status: 422,
    json: { errors: [{ pointer: '/joinEui' }] },
  })
  const good = await call('POST', '/[id]/check', {
    params: { id },
    body: { ownerid: A, netId: '000013', joinEui: '70-B3-D5-7E-D0-00-00-01' },
  })
  expect(good.json.verdict).toBe('good')
  const rows = await world.ctx.sql`
    select detail from audit_entries where action = 'join-server.check' order by id desc limit 1`
  expect(rows).toMatchObject([{ detail: { id, server: `js.test:${server.port}`, verdict: 'good' } }])
})
