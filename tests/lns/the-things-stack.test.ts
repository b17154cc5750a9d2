import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Eui } from '#lib/domain/identifiers.ts'
import { addGateways } from '#lib/services/add-gateways.ts'
import type { OwnerActor } from '#lib/services/context.ts'
import { checkNetwork } from '#lib/services/lns/check-network.ts'
import { composeNetwork } from '#lib/services/lns/compose-network.ts'
import { type MakeGatewayInput, makeTtsGateway } from '#lib/services/lns/make-tts-gateway.ts'
import { setupGateways } from '#lib/services/setup-gateways.ts'
import { auditOf, dumpDatabase, holds, looseEuis } from '#tests/gateways/fleet.ts'
import { keyPem, makeCa, makeLeaf, type TestCertificate } from '#tests/support/certificates.ts'
import { createTestContext, createTestOwner, type TestContext } from '#tests/support/context.ts'
import { startTestLns, type TestLns } from './test-lns.ts'

const USER_KEY = 'NNSXS.USERUSERUSERUSERUSERUSERUSERUSERUSERUSE.USERSECRETUSERSECRETUSERSECRETUSERSECRETUSERSECRETUS'
const LINK_KEY = 'NNSXS.LINKLINKLINKLINKLINKLINKLINKLINKLINKLIN.LINKSECRETLINKSECRETLINKSECRETLINKSECRETLINKSECRETLI'

interface Seen {
  readonly call: string
  readonly authorization: string | undefined
  readonly body: unknown
}

let context: TestContext
let owner: OwnerActor
let gateway: Eui
let ca: TestCertificate
let api: Server
let lns: TestLns
let seen: Seen[] = []
/** What the stub answers, by call; 404 for others. */
let answers: Record<string, { status: number; body: unknown }> = {}

beforeAll(async () => {
  context = await createTestContext()
  context.clock.now = new Date()
  Object.assign(context.site, { outbound: { allow: '127.0.0.1', resolve: async () => ['127.0.0.1'] } })
  owner = await createTestOwner(context)
  gateway = looseEuis(1)[0] as Eui
  await addGateways(context, owner, [{ gateway, flavorid: 'x', token: 'SomeSecretGatewayToken1' }])
  ca = await makeCa({ name: 'CN=Deployment CA' })
  lns = await startTestLns({ ca, token: `Bearer ${LINK_KEY}` })
  const leaf = await makeLeaf(ca, { dnsNames: ['localhost'] })
  api = createServer({ cert: leaf.pem, key: keyPem(leaf.key) }, (request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const call = `${request.method} ${request.url?.replace(/\?.*/, '')}`
      const text = Buffer.concat(parts).toString()
      seen.push({ call, authorization: request.headers.authorization, body: text ? JSON.parse(text) : null })
      const { status, body } = answers[call] ?? { status: 404, body: { code: 5, message: 'not found' } }
      response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body))
    })
  })
  await new Promise<void>((resolve) => api.listen(0, '127.0.0.1', resolve))
})
afterAll(async () => {
  api.closeAllConnections()
  await new Promise((resolve) => api.close(resolve))
  await lns.close()
  await context.close()
})

const id = () => `eui-${gateway}`
const CREATE = 'POST /api/v3/users/anna/gateways'
const makeKey = () => `POST /api/v3/gateways/${id()}/api-keys`
const look = () => `GET /api/v3/gateways/${id()}`
const TAKEN = { status: 409, body: { code: 6, message: 'ID already taken', details: [{ name: 'id_taken' }] } }

beforeEach(() => {
  seen = []
  answers = {
    [CREATE]: { status: 200, body: {} },
    [makeKey()]: { status: 200, body: { id: 'LINKID', key: LINK_KEY, rights: ['RIGHT_GATEWAY_LINK'] } },
  }
})

const apiAddress = () => `localhost:${(api.address() as AddressInfo).port}`
const make = (more: Partial<MakeGatewayInput> = {}) =>
  makeTtsGateway(context, owner, {
    gateway,
    address: lns.uri,
    apiAddress: apiAddress(),
    apiKey: `Authorization: Bearer ${USER_KEY}`,
    collaborator: { kind: 'user', id: 'anna' },
    frequencyPlan: 'EU_863_870_TTN',
    trust: ca.pem,
    ...more,
  })

describe('“make gateway and key”', () => {
  it('makes both, and from the key to the link it is one step', async () => {
    const made = await make({ name: 'Roof 17' })
    expect(made).toEqual({ gatewayId: id(), created: true, key: LINK_KEY, keyId: 'LINKID', uri: lns.uri })
    expect(seen).toMatchObject([
      {
        call: CREATE,
        authorization: `Bearer ${USER_KEY}`,
        body: {
          gateway: {
            ids: { gateway_id: id(), eui: gateway.toUpperCase() },
            name: 'Roof 17',
            frequency_plan_ids: ['EU_863_870_TTN'],
            gateway_server_address: 'localhost',
          },
        },
      },
      { call: makeKey(), authorization: `Bearer ${USER_KEY}`, body: { rights: ['RIGHT_GATEWAY_LINK'] } },
    ])

    const input = { network: 'the-things-stack', side: 'lns', address: lns.uri, trust: ca.pem, gateway } as const
    const { values, errors } = await composeNetwork(context, owner.ownerId, { ...input, apiKey: made.key })
    expect(errors).toEqual([])
    expect(Buffer.from(values?.lnsKey ?? '', 'base64').toString()).toBe(`Authorization: Bearer ${LINK_KEY}\r\n`)
    expect(await setupGateways(context, owner, [{ gateway, ...values }])).toEqual([{ gateway }])
    const check = await checkNetwork(context, owner.ownerId, {
      ...input,
      link: true,
      discovery: false,
      apiAddress: apiAddress(),
    })
    expect(check.items.filter(({ outcome }) => outcome === 'failed')).toEqual([])
    expect(lns.links).toHaveLength(1)
    // What is stored by now is never shown again, and goes to no server that it was not given for.
    const again = await composeNetwork(context, owner.ownerId, input)
    expect(again).toMatchObject({ errors: [], values: { lnsUri: lns.uri } })
    expect(JSON.stringify(again)).not.toContain(values?.lnsKey)
    expect(await setupGateways(context, owner, [{ gateway, ...again.values }])).toEqual([{ gateway }])
    const before = seen.length
    const elsewhere = { ...input, link: false, discovery: false, apiAddress: `api.test:${apiAddress().split(':')[1]}` }
    const spied = await checkNetwork(context, owner.ownerId, elsewhere)
    expect(spied.items).toContainEqual({
      step: 'key',
      outcome: 'skipped',
      detail: expect.stringMatching(/another server/),
    })
    expect(seen).toHaveLength(before)
  })

  it('keeps neither key, and writes who made what', async () => {
    await make()
    const dump = await dumpDatabase(context)
    expect(holds(dump, USER_KEY)).toBe(false)
    expect(holds(dump, LINK_KEY)).toBe(false)
    const rows = (await auditOf(context, gateway)).filter(({ action }) => action === 'lns.make-gateway')
    expect(rows.slice(-2).map(({ detail }) => detail)).toMatchObject([
      { step: 'gateway', gatewayId: id() },
      { step: 'key', keyId: 'LINKID' },
    ])
  })

  it('goes on with a gateway that is there already with this EUI', async () => {
    answers[CREATE] = TAKEN
    answers[look()] = { status: 200, body: { ids: { gateway_id: id(), eui: gateway.toUpperCase() } } }
    expect(await make()).toMatchObject({ created: false, key: LINK_KEY })
  })

  it.each([
    ['of somebody else', 403, {}, /the key may not see/],
    ['with another EUI', 200, { ids: { eui: '0000000000000001' } }, /has the EUI 0000000000000001/],
    ['without EUI', 200, { ids: {} }, /has no EUI/],
  ])('stops at a gateway %s', async (_what, status, body, sentence) => {
    answers[CREATE] = TAKEN
    answers[look()] = { status, body }
    await expect(make()).rejects.toMatchObject({ code: 'invalid', detail: expect.stringMatching(sentence) })
    expect(seen.map(({ call }) => call)).not.toContain(makeKey())
  })

  it.each([
    [401, /does not know this key/],
    [403, /may not create a gateway.*Create a gateway under the account/],
    [500, /answered 500/],
  ])('says what %i means', async (status, sentence) => {
    answers[CREATE] = { status, body: { message: 'no' } }
    const error = await make().catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'invalid', detail: expect.stringMatching(sentence) })
    expect(JSON.stringify(error)).not.toContain('USERSECRET')
  })

  it('asks nobody when the input cannot be right', async () => {
    for (const wrong of [
      { collaborator: { kind: 'user', id: '../admin' } as const },
      { frequencyPlan: 'eu868' },
      { gatewayId: 'A b' },
      { apiKey: '' },
      { trust: 'x' },
      { apiAddress: 'user@localhost' },
    ]) {
      await expect(make(wrong)).rejects.toMatchObject({ code: 'invalid' })
    }
    expect(seen).toEqual([])
    const stranger = await createTestOwner(context, '::77')
    await expect(
      makeTtsGateway(context, stranger, {
        gateway,
        address: 'x',
        apiKey: 'x',
        collaborator: { kind: 'user', id: 'x' },
        frequencyPlan: 'x',
      }),
    ).rejects.toMatchObject({ code: 'not_found' })
  })
})

describe('what the key itself may do', () => {
  const ask = async (auth: { status: number; body: unknown }) => {
    answers['GET /api/v3/auth_info'] = auth
    const check = await checkNetwork(context, owner.ownerId, {
      network: 'the-things-stack',
      side: 'lns',
      address: lns.uri,
      apiKey: LINK_KEY,
      trust: ca.pem,
      gateway,
      link: false,
      discovery: false,
      apiAddress: apiAddress(),
    })
    return check.items.find(({ step }) => step === 'key')
  }
  const facts = (ids: Record<string, unknown>, rights: string[]) => ({
    status: 200,
    body: { api_key: { api_key: { id: 'K', rights }, entity_ids: ids } },
  })

  it('is asked, since discovery does not look at it', async () => {
    const gatewayIds = { gateway_ids: { gateway_id: id(), eui: gateway.toUpperCase() } }
    expect(await ask(facts(gatewayIds, ['RIGHT_GATEWAY_LINK']))).toMatchObject({ outcome: 'good' })
    expect(await ask(facts(gatewayIds, ['RIGHT_GATEWAY_INFO']))).toMatchObject({
      outcome: 'failed',
      detail: expect.stringContaining('Link as Gateway to a Gateway Server'),
    })
    expect(await ask(facts({ user_ids: { user_id: 'anna' } }, ['RIGHT_ALL']))).toMatchObject({ outcome: 'note' })
    expect(await ask({ status: 401, body: {} })).toMatchObject({
      outcome: 'failed',
      detail: expect.stringMatching(/does not know this key/),
    })
    expect(await ask({ status: 404, body: {} })).toMatchObject({ outcome: 'skipped' })
    expect(seen.at(-1)?.authorization).toBe(`Bearer ${LINK_KEY}`)
  })
})
