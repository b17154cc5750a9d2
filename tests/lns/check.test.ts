import { createServer } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Eui } from '#lib/domain/identifiers.ts'
import type { LinkLimits } from '#lib/outbound/station-link.ts'
import { addGateways } from '#lib/services/add-gateways.ts'
import type { OwnerActor } from '#lib/services/context.ts'
import { type CheckInput, checkNetwork, type NetworkCheck } from '#lib/services/lns/check-network.ts'
import { setupGateways } from '#lib/services/setup-gateways.ts'
import { looseEuis } from '#tests/gateways/fleet.ts'
import { keyPem, makeCa, makeLeaf, makeSelfSigned, type TestCertificate } from '#tests/support/certificates.ts'
import { createTestContext, createTestOwner, type TestContext } from '#tests/support/context.ts'
import { refer, startTestLns, type TestLns } from './test-lns.ts'

const TOKEN = 'Bearer s3cret'
const KEY = `Authorization: ${TOKEN}`

let context: TestContext
let owner: OwnerActor
let gateway: Eui
let lns: TestLns

beforeAll(async () => {
  context = await createTestContext()
  context.clock.now = new Date()
  Object.assign(context.site, { outbound: { allow: '127.0.0.1', resolve: async () => ['127.0.0.1'] } })
  owner = await createTestOwner(context)
  gateway = looseEuis(1)[0] as Eui
  await addGateways(context, owner, [{ gateway, flavorid: 'x', token: 'SomeSecretGatewayToken1' }])
})
afterAll(() => context.close())
beforeEach(async () => {
  lns = await startTestLns({ token: TOKEN })
})
afterEach(() => lns.close())

const check = (more: Partial<CheckInput> = {}, limits?: LinkLimits): Promise<NetworkCheck> =>
  checkNetwork(
    context,
    owner.ownerId,
    {
      network: 'own',
      side: 'lns',
      address: lns.uri,
      key: KEY,
      trust: lns.ca.pem,
      gateway,
      link: false,
      discovery: false,
      ...more,
    },
    limits,
  )
const failure = ({ items }: NetworkCheck) => {
  const failed = items.find(({ outcome }) => outcome === 'failed')
  return failed ? `${failed.step}: ${failed.detail}` : 'nothing failed'
}

describe('an LNS that works', () => {
  it('is asked as Station asks, with this token, and the data link is left alone', async () => {
    const result = await check()
    expect(failure(result)).toBe('nothing failed')
    expect(result).toMatchObject({ ok: true, errors: [], muxs: expect.stringContaining('/traffic/') })
    expect(result.items.map(({ step, outcome }) => `${step} ${outcome}`)).toEqual([
      'connect good',
      'trust good',
      'name good',
      'upgrade good',
      'answer good',
      'link skipped',
    ])
    expect(lns.asked).toMatchObject([
      { authorization: TOKEN, host: `localhost:${lns.port}`, question: expect.stringContaining('"router":"') },
    ])
    expect(lns.links).toEqual([])
  })

  it('opens the data link only when told, which proves the key', async () => {
    expect(failure(await check({ link: true }))).toBe('nothing failed')
    expect(lns.links).toHaveLength(1)
    const wrong = await check({ link: true, key: 'Authorization: Bearer other' })
    expect(failure(wrong)).toMatch(/^link: The server refused these credentials \(401\).*invalid token/)
  })

  it('knows a gateway by its client certificate', async () => {
    const clientCa = await makeCa({ name: 'CN=Clients' })
    const client = await makeLeaf(clientCa, { name: `CN=${gateway}` })
    const mutual = await startTestLns({ clientCa })
    try {
      const files = { address: mutual.uri, trust: mutual.ca.pem, crt: client.pem, key: keyPem(client.key) }
      expect(failure(await check(files))).toBe('nothing failed')
      expect(mutual.asked).toMatchObject([{ client: gateway, authorization: undefined }])
      expect(failure(await check({ address: mutual.uri, trust: mutual.ca.pem }))).toMatch(
        /^tls: .*(refused|wants).*client certificate/,
      )
    } finally {
      await mutual.close()
    }
  })

  it('uses what is stored for the gateway, and never for another server', async () => {
    const [answer] = await setupGateways(context, owner, [
      { gateway, lnsUri: lns.uri, lnsTrust: lns.ca.pem, lnsKey: KEY },
    ])
    expect(answer?.error).toBeUndefined()
    expect(failure(await check({ key: undefined, trust: undefined }))).toBe('nothing failed')
    expect(lns.asked).toHaveLength(1)
    const other = await startTestLns({ ca: lns.ca })
    try {
      const result = await check({ address: other.uri, key: undefined })
      expect(result.errors).toMatchObject([{ field: 'key' }])
      expect(other.asked).toEqual([])
    } finally {
      await other.close()
      await setupGateways(context, owner, [{ gateway, lnsUri: '' }])
    }
  })
})

describe('what is wrong is said in plain words, and nothing of the credentials leaves before the certificate holds', () => {
  it('the wrong root', async () => {
    const wrong = await makeCa({ name: 'CN=Another CA', key: (await freshCa()).key })
    const result = await check({ trust: wrong.pem })
    expect(failure(result)).toMatch(
      /^trust: .*does not lead to this CA.*“CN=LNS CA”, which is none of the public roots/,
    )
    expect(result.presented.map(({ subject }) => subject)).toEqual(['CN=lns', 'CN=LNS CA'])
    expect(lns.asked).toEqual([])
  })

  it('the wrong name, and an address as name', async () => {
    const elsewhere = await startTestLns({ names: ['lns.example.com'] })
    try {
      const trust = elsewhere.ca.pem
      expect(failure(await check({ address: elsewhere.uri, trust }))).toMatch(
        /^name: .*localhost is not among its names/,
      )
      const address = `wss://127.0.0.1:${elsewhere.port}`
      expect(failure(await check({ address, trust }))).toMatch(/^name: .*127\.0\.0\.1 is not among its names/)
      expect(elsewhere.asked).toEqual([])
    } finally {
      await elsewhere.close()
    }
  })

  it('a server that offers TLS 1.3 only, which Station does not speak', async () => {
    const modern = await startTestLns({ minVersion: 'TLSv1.3' })
    try {
      expect(failure(await check({ address: modern.uri, trust: modern.ca.pem }))).toMatch(/^tls: .*TLS 1\.2/)
    } finally {
      await modern.close()
    }
  })

  it.each([
    [401, 'application/json', '{"message":"no such key"}', /refused these credentials \(401\).*no such key/],
    [404, 'text/plain', 'not found', /nothing answers at \/router-info/],
    [200, 'text/html', '<!doctype html><title>Console</title>', /web server, not an LNS/],
    [302, 'text/html', '', /follows no redirect/],
    [502, 'text/html', '<html>nginx</html>', /has a fault \(502\)/],
  ])('HTTP %i instead of a WebSocket', async (status, type, body, sentence) => {
    lns.behave({ kind: 'http', status, type, body })
    expect(failure(await check())).toMatch(sentence)
  })

  it('a data link that cannot be asked for', async () => {
    lns.behave({ kind: 'answer', text: () => JSON.stringify({ uri: `wss://localhost:${lns.port}/traffic/x#y` }) })
    expect(failure(await check({ link: true }))).toMatch(/^link: .*No WebSocket can be asked for/)
  })

  it('a server that never answers', async () => {
    lns.behave({ kind: 'silent' })
    expect(failure(await check({}, { connectMs: 5_000, answerMs: 100 }))).toMatch(/no answer came in time/)
  })

  it.each([
    ['{"router":"::1","error":"Router not provisioned"}', /does not know a gateway.*Router not provisioned/],
    ['{"router":"::1","uri":"wss://h:1/p","error":null}', /"error":null/],
    ['{"router":"::1","uri":"wss://no-port/p"}', /with a port and a path/],
    ['<html>', /web page/],
    [`{"x":"${'y'.repeat(5000)}"}`, /not a WebSocket message/],
  ])('the answer %#', async (text, sentence) => {
    lns.behave({ kind: 'answer', text: () => text })
    expect(failure(await check())).toMatch(sentence)
  })

  it.each([
    ['close', /closed the WebSocket without an answer/],
    ['reset', /closed the connection without an answer/],
  ] as const)('a server that does %s', async (kind, sentence) => {
    lns.behave({ kind })
    expect(failure(await check())).toMatch(sentence)
  })

  it('a port where nobody listens, and one that speaks no TLS', async () => {
    const plain = createServer((socket) => socket.resume().end('SSH-2.0-x\r\n'))
    await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve))
    const { port } = plain.address() as { port: number }
    expect(failure(await check({ address: `wss://localhost:${port}` }))).toMatch(/does not speak TLS on this port/)
    await new Promise((resolve) => plain.close(resolve))
    expect(failure(await check({ address: `wss://localhost:${port}` }))).toMatch(
      /^connect: Port \d+ refuses connections/,
    )
  })

  it('an address that is not public is never connected to', async () => {
    const { outbound } = context.site
    Object.assign(context.site, { outbound: { allow: '', resolve: async () => ['127.0.0.1'] } })
    try {
      expect(failure(await check())).toMatch(/^address: .*not public \(loopback\)/)
    } finally {
      Object.assign(context.site, { outbound })
    }
    expect(lns.asked).toEqual([])
  })

  it('files that do not fit are refused before anything is sent, and the chain is shown all the same', async () => {
    const self = await makeSelfSigned({ name: 'CN=x' })
    const result = await check({ crt: self.pem })
    expect(result).toMatchObject({ ok: false, items: [], errors: [{ field: 'key' }] })
    const none = await check({ trust: undefined })
    expect(none).toMatchObject({ errors: [{ field: 'trust' }], presented: [{ subject: 'CN=lns' }, {}] })
    expect(lns.asked).toEqual([])
  })

  it('the address of Gatehouse itself', async () => {
    const result = await check({ address: 'wss://localhost:9191' })
    expect(result.errors).toMatchObject([{ field: 'address', detail: expect.stringMatching(/Gatehouse itself/) }])
  })
})

/** A CA with a key of its own. */
async function freshCa(): Promise<TestCertificate> {
  const { freshKey } = await import('#tests/support/certificates.ts')
  return makeCa({ key: await freshKey('EC P-256') })
}

it('a gateway of somebody else is not found', async () => {
  const stranger = await createTestOwner(context, '::9')
  await expect(
    checkNetwork(context, stranger.ownerId, {
      network: 'own',
      side: 'lns',
      address: 'x',
      gateway,
      link: false,
      discovery: false,
    }),
  ).rejects.toMatchObject({ code: 'not_found' })
  lns.behave(refer)
})
