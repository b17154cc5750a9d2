import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Eui } from '#lib/domain/identifiers.ts'
import { formatId6 } from '#lib/domain/identifiers.ts'
import { addGateways } from '#lib/services/add-gateways.ts'
import type { OwnerActor } from '#lib/services/context.ts'
import { checkSetup, type SetupCheck, type SetupCheckInput } from '#lib/services/live-check/check-setup.ts'
import { serverCertificate } from '#lib/services/server-certificate.ts'
import { setupGateways } from '#lib/services/setup-gateways.ts'
import { looseEuis } from '#tests/gateways/fleet.ts'
import { startTestLns, type TestLns } from '#tests/lns/test-lns.ts'
import { freshKey, keyPem, makeCa, makeLeaf } from '#tests/support/certificates.ts'
import { createTestContext, createTestOwner, type TestContext } from '#tests/support/context.ts'
import { NOTHING, startTestCups, type TestCups } from './test-cups.ts'

const KEY = 'Authorization: Bearer s3cret'

let context: TestContext
let owner: OwnerActor
let gateway: Eui
let cups: TestCups
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
  cups = await startTestCups()
  lns = await startTestLns()
})
afterEach(async () => {
  await cups.close()
  await lns.close()
  await setupGateways(context, owner, [{ gateway, cupsUri: '', lnsUri: '' }])
})

const check = (more: Partial<SetupCheckInput> = {}, limits?: { connectMs: number; answerMs: number }) =>
  checkSetup(
    context,
    owner,
    { gateway, category: 'cups', uri: cups.uri, trust: cups.ca.pem, key: KEY, ...more },
    limits,
  )
const steps = ({ items }: SetupCheck) => items.map(({ step, outcome }) => `${step} ${outcome}`)
const failure = ({ items }: SetupCheck) => {
  const failed = items.find(({ outcome }) => outcome === 'failed')
  return failed ? `${failed.step}: ${failed.detail}` : 'nothing failed'
}

describe('a foreign CUPS', () => {
  it('gets one check-in as the gateway would make it, which asks for no firmware', async () => {
    const result = await check()
    expect(steps(result)).toEqual(['connect good', 'trust good', 'name good', 'answer good', 'key good'])
    expect(result.items.every(({ ms }) => typeof ms === 'number')).toBe(true)
    expect(cups.seen).toMatchObject([
      {
        method: 'POST',
        url: '/update-info',
        authorization: 'Bearer s3cret',
        body: { router: formatId6(gateway), cupsUri: cups.uri, tcUri: null, keys: [1] },
      },
    ])
    const sets = await context.sql`select count(*)::int as n from credential_sets where eui = ${gateway}`
    expect(sets[0]?.n).toBe(0)
  })

  it('knows a gateway by its client certificate', async () => {
    const client = await makeLeaf(await makeCa({ name: 'CN=Clients' }), { name: `CN=${gateway}` })
    expect(failure(await check({ crt: client.pem, key: keyPem(client.key) }))).toBe('nothing failed')
    expect(cups.seen).toMatchObject([{ client: gateway, authorization: undefined }])
  })

  it('that has something else for the gateway is noted, without a word of it', async () => {
    const uri = Buffer.from('https://elsewhere.example:443')
    const body = Buffer.concat([Buffer.from([uri.length]), uri, NOTHING.subarray(1)])
    cups.behave({ status: 200, body })
    const result = await check()
    expect(steps(result)).toContain('answer note')
    expect(JSON.stringify(result)).not.toContain('elsewhere.example')
  })

  it.each([
    [{ status: 401 }, /^key: The server refused the token \(401\)/],
    [{ status: 404 }, /^answer: Nothing answers at \/update-info/],
    [{ status: 302 }, /^answer: .*follows no redirect/],
    [{ status: 502 }, /^answer: .*has a fault \(502\)/],
    [{ status: 200, body: Buffer.from('hello') }, /^answer: .*not as a CUPS does/],
    [{ status: 200, chunked: true }, /^answer: .*Station cannot read it/],
    ['cut', /^answer: The server closed the connection without an answer/],
  ] as const)('that answers %j', async (behaviour, sentence) => {
    cups.behave(behaviour)
    expect(failure(await check())).toMatch(sentence)
  })

  it('that never answers', async () => {
    cups.behave('silent')
    expect(failure(await check({}, { connectMs: 5_000, answerMs: 100 }))).toMatch(
      /no answer to the check-in came in time/,
    )
  })

  it('with another CA is told nothing of the key', async () => {
    const wrong = await makeCa({ name: 'CN=Another', key: await freshKey('EC P-256') })
    expect(failure(await check({ trust: wrong.pem }))).toMatch(/^trust: /)
    expect(cups.seen).toEqual([])
  })

  it('in a network that must not be reached', async () => {
    const closed = { ...context, site: { ...context.site, outbound: { allow: '', resolve: async () => ['10.0.0.1'] } } }
    const input = { gateway, category: 'cups' as const, uri: cups.uri, trust: cups.ca.pem, key: KEY }
    expect(failure(await checkSetup(closed, owner, input))).toMatch(/^address: /)
  })
})

it('a stored key goes to the server that it was given for, and to no other', async () => {
  const [stored] = await setupGateways(context, owner, [
    { gateway, lnsUri: lns.uri, lnsTrust: lns.ca.pem, lnsKey: KEY },
  ])
  expect(stored?.error).toBeUndefined()
  expect(failure(await checkSetup(context, owner, { gateway, category: 'tc' }))).toBe('nothing failed')
  expect(lns.asked).toMatchObject([{ authorization: 'Bearer s3cret' }])
  const other = await startTestLns({ ca: lns.ca })
  try {
    const result = await checkSetup(context, owner, { gateway, category: 'tc', uri: other.uri })
    expect(steps(result)).toEqual(['connect good', 'trust good', 'name good', 'key skipped'])
    expect(other.asked).toEqual([])
  } finally {
    await other.close()
  }
})

it('Gatehouse itself is reached and not checked in with', async () => {
  const { cert, key, trust } = await serverCertificate(context)
  const asked: string[] = []
  const server = createTlsServer({ cert, key }, (request, response) => {
    asked.push(request.url ?? '')
    response.end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const here = {
    ...context,
    // Its own address lies in a network that users must not reach.
    site: {
      ...context.site,
      gatewayHosts: [`localhost:${port}`],
      outbound: { allow: '', resolve: async () => ['127.0.0.1'] },
    },
  }
  try {
    const result = await checkSetup(here, owner, {
      gateway,
      category: 'cups',
      uri: `https://localhost:${port}`,
      trust: trust ?? '',
    })
    expect(failure(result)).toBe('nothing failed')
    expect(result.items.at(-1)?.detail).toMatch(/Gatehouse itself: it lets the gateway in with this token/)
    expect(asked).toEqual([])
  } finally {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
})

it('what setup would refuse is not asked', async () => {
  expect((await check({ uri: `${cups.uri}/path` })).errors).toMatchObject([{ field: 'uri' }])
  expect((await check({ trust: null })).errors).toMatchObject([{ field: 'trust' }])
  expect(cups.seen).toEqual([])
})

it('a check is a line in the audit trail, without the key', async () => {
  await check()
  const rows = await context.sql<{ action: string; detail: object }[]>`
    select action, detail from audit_entries where action = 'credentials.check' order by id desc limit 1`
  expect(rows).toMatchObject([{ detail: { category: 'cups', uri: cups.uri, ok: true } }])
  expect(JSON.stringify(rows)).not.toContain('s3cret')
})

it('a gateway of somebody else is not found', async () => {
  const stranger = await createTestOwner(context, '::9')
  await expect(checkSetup(context, stranger, { gateway, category: 'tc' })).rejects.toMatchObject({ code: 'not_found' })
})
