/** Limits of bootstrap tokens against the real listener (seed 000): when they count, how they end, and how they open again. */
import { connect, type TLSSocket } from 'node:tls'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { takeBootstrapUse } from '#lib/db/bootstrap-limits.ts'
import { openDatabase } from '#lib/db/client.ts'
import { type Eui, formatId6 } from '#lib/domain/identifiers.ts'
import { addGateways } from '#lib/services/add-gateways.ts'
import { authTokenOf } from '#lib/services/batch-secrets.ts'
import { changePolicy, viewLockedOut } from '#lib/services/bootstrap/bootstrap-policies.ts'
import { rearmAsOperator, rearmBootstrap } from '#lib/services/bootstrap/rearm-bootstrap.ts'
import { viewBootstrap } from '#lib/services/bootstrap/view-bootstrap.ts'
import type { OwnerActor } from '#lib/services/context.ts'
import { deleteGateways } from '#lib/services/delete-gateways.ts'
import { NOT_YOURS } from '#lib/services/sentences.ts'
import { setupGateways } from '#lib/services/setup-gateways.ts'
import { viewGateway } from '#lib/services/view-gateways.ts'
import { auditOf, claimAll, looseEuis, makeBatch, type TestBatch } from '#tests/gateways/fleet.ts'
import { createTestOwner } from '#tests/support/context.ts'
import { startTestPlane, type TestPlane } from '#tests/support/plane.ts'

const DAY = 86_400_000
const OPERATOR = { id: 'user:operator', address: null }
let plane: TestPlane
let owner: OwnerActor
let other: OwnerActor
let batch: TestBatch
let batchId: string
let place = 0

beforeAll(async () => {
  plane = await startTestPlane()
  owner = await createTestOwner(plane.context, '::1', 1_000)
  other = await createTestOwner(plane.context, '::2', 1_000)
})
afterAll(() => plane?.close())
beforeEach(async () => {
  batch = await makeBatch(plane.context)
  const [row] = await plane.context.sql<{ id: string }[]>`select id from batches where eui_from = ${batch.from}`
  batchId = row?.id ?? ''
})

const limit = (uses: number | null, days: number | null) =>
  changePolicy(plane.context, OPERATOR, { scope: 'batch', key: batchId, policy: { uses, days } })
const derived = (gateway: Eui) => authTokenOf(plane.context, OPERATOR, gateway)

/** A contact of a gateway that has only this credential; answers the status. */
async function knock(gateway: Eui, token: string, files: 'cups' | 'cups-boot' = 'cups-boot'): Promise<number> {
  const set = { uri: plane.uri, trust: plane.trust, key: `Authorization: ${token}\r\n` }
  const outcome = await plane.station(gateway, { [files]: set }).checkIn()
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(outcome.response.toString('latin1'))?.[1])
}

/** A claimed gateway; `confirmed`: it has proven a token of its owner. */
async function gatewayOf(actor: OwnerActor, confirmed: boolean): Promise<Eui> {
  place += 1
  const gateway = batch.eui(place)
  await claimAll(plane.context, actor, [gateway])
  if (!confirmed) return gateway
  const [set] = await setupGateways(plane.context, actor, [
    {
      gateway,
      cupsUri: plane.uri,
      cupsTrust: Buffer.from(plane.trust).toString('base64'),
      cupsKey: Buffer.from(`Authorization: ${ownToken(gateway)}`).toString('base64'),
    },
  ])
  expect(set?.error).toBeUndefined()
  const station = plane.station(gateway, {
    'cups-boot': { uri: plane.uri, trust: plane.trust, key: `Authorization: ${await derived(gateway)}\r\n` },
  })
  await station.checkIn()
  await station.checkIn()
  expect((await viewBootstrap(plane.context, actor.ownerId, gateway)).confirmedAt).not.toBeNull()
  return gateway
}
const ownToken = (gateway: Eui) => `own-token-of-${gateway}`
const kindsOf = async (gateway: Eui) =>
  (
    await plane.context
      .sql`select kind, detail from gateway_events where eui = ${gateway} and kind like 'gateway.bootstrap%' order by seq`
  ).map(({ kind, detail }) => ({ kind, detail }))

describe('while nothing is confirmed', () => {
  test('the token lets a gateway in as often as it comes, and nothing is counted', async () => {
    await limit(1, 1)
    const gateway = await gatewayOf(owner, false)
    plane.context.clock.now = new Date(plane.context.clock.now.getTime() + 400 * DAY)
    for (let turn = 0; turn < 4; turn++) expect(await knock(gateway, await derived(gateway))).toBe(200)
    expect(await viewBootstrap(plane.context, owner.ownerId, gateway)).toMatchObject({
      state: { kind: 'unconfirmed' },
      used: 0,
    })
    expect(await kindsOf(gateway)).toEqual([])
  })

  test('a set that carries the token itself (rules.md 9) confirms nothing: it is the owner’s credential', async () => {
    await limit(1, null)
    const gateway = await gatewayOf(owner, false)
    await setupGateways(plane.context, owner, [
      { gateway, cupsUri: plane.uri, cupsTrust: Buffer.from(plane.trust).toString('base64') },
    ])
    const token = await derived(gateway)
    const station = plane.station(gateway, {
      'cups-boot': { uri: plane.uri, trust: plane.trust, key: `Authorization: ${token}\r\n` },
    })
    for (let turn = 0; turn < 3; turn++) expect((await station.checkIn()).reason).toBeNull()
    for (let turn = 0; turn < 3; turn++) expect(await knock(gateway, token)).toBe(200)
  })
})

test('off is the default: confirmed gateways fall back as often as they must, without a write', async () => {
  const gateway = await gatewayOf(owner, true)
  for (let turn = 0; turn < 3; turn++) expect(await knock(gateway, await derived(gateway))).toBe(200)
  expect(await plane.context.sql`select * from bootstrap_uses where eui = ${gateway}`).toHaveLength(0)
  expect(await viewBootstrap(plane.context, owner.ownerId, gateway)).toMatchObject({ state: { kind: 'unlimited' } })
})

describe('a number of uses', () => {
  test('is counted, told, ended with the same 401, recorded, and opened again by one click', async () => {
    await limit(2, null)
    const gateway = await gatewayOf(owner, true)
    const token = await derived(gateway)
    expect(await knock(gateway, token)).toBe(200)
    expect(await viewBootstrap(plane.context, owner.ownerId, gateway)).toMatchObject({
      state: { kind: 'open', usesLeft: 1, until: null },
    })
    expect(await knock(gateway, token)).toBe(200)
    expect(await knock(gateway, token)).toBe(401)
    expect(await knock(gateway, token)).toBe(401)
    // Its own credential is as good as before, and costs no use.
    expect(await knock(gateway, ownToken(gateway), 'cups')).toBe(200)
    await expect
      .poll(async () => (await viewBootstrap(plane.context, owner.ownerId, gateway)).refused, { timeout: 20_000 })
      .toBe(2)
    expect(await viewBootstrap(plane.context, owner.ownerId, gateway)).toMatchObject({
      state: { kind: 'ended', why: 'uses' },
      used: 2,
    })
    expect((await kindsOf(gateway)).slice(0, 3)).toEqual([
      { kind: 'gateway.bootstrap_used', detail: { used: 1, of: 2 } },
      { kind: 'gateway.bootstrap_used', detail: { used: 2, of: 2 } },
      { kind: 'gateway.bootstrap_ended', detail: { used: 2, of: 2 } },
    ])
    // At the first refusal once more, however many follow.
    expect((await kindsOf(gateway)).slice(3).map(({ kind }) => kind)).toEqual(['gateway.bootstrap_ended'])
    await expect
      .poll(async () => (await viewGateway(plane.context, owner.ownerId, gateway))?.refused.count, { timeout: 20_000 })
      .toBe(2)
    expect(await viewLockedOut(plane.context, batchId, 10)).toMatchObject([{ eui: gateway, ownerId: owner.ownerId }])

    expect(await rearmBootstrap(plane.context, other, [gateway])).toEqual([{ gateway, error: NOT_YOURS }])
    expect(await knock(gateway, token)).toBe(401)
    expect(await rearmBootstrap(plane.context, owner, [formatId6(gateway)])).toEqual([{ gateway }])
    expect(await knock(gateway, token)).toBe(200)
    expect((await auditOf(plane.context, gateway)).at(-1)).toMatchObject({
      owner_id: owner.ownerId,
      action: 'gateway.bootstrap-rearm',
    })
    expect(await viewBootstrap(plane.context, owner.ownerId, gateway)).toMatchObject({ used: 1 })
  })

  test('is exact when many processes count at once', async () => {
    await limit(50, null)
    const gateway = await gatewayOf(owner, true)
    const elsewhere = openDatabase(plane.context.url, { max: 8 })
    try {
      const takes = await Promise.all(
        Array.from({ length: 80 }, (_, turn) =>
          takeBootstrapUse(
            turn % 2 ? plane.context.sql : elsewhere.sql,
            { eui: gateway, ownerId: owner.ownerId, uses: 50 },
            plane.context.now(),
          ),
        ),
      )
      expect(takes.filter(Boolean)).toHaveLength(50)
    } finally {
      await elsewhere.close()
    }
    const kinds = (await kindsOf(gateway)).map(({ kind }) => kind)
    expect(kinds.filter((kind) => kind === 'gateway.bootstrap_used')).toHaveLength(50)
    expect(kinds.filter((kind) => kind === 'gateway.bootstrap_ended')).toHaveLength(1)
  })

  test('delete and a new claim open it too', async () => {
    await limit(1, null)
    const gateway = await gatewayOf(owner, true)
    const token = await derived(gateway)
    expect(await knock(gateway, token)).toBe(200)
    expect(await knock(gateway, token)).toBe(401)
    await deleteGateways(plane.context, owner, [gateway])
    expect(await knock(gateway, token)).toBe(200)
    await claimAll(plane.context, other, [gateway])
    for (let turn = 0; turn < 3; turn++) expect(await knock(gateway, token)).toBe(200)
    expect(await viewBootstrap(plane.context, other.ownerId, gateway)).toMatchObject({ used: 0, refused: 0 })
  })

  test('the operator opens it by raising or lifting the limit, or for one gateway', async () => {
    await limit(1, null)
    const gateway = await gatewayOf(owner, true)
    const token = await derived(gateway)
    await knock(gateway, token)
    expect(await knock(gateway, token)).toBe(401)
    await limit(2, null)
    expect(await knock(gateway, token)).toBe(200)
    expect(await knock(gateway, token)).toBe(401)
    expect(await rearmAsOperator(plane.context, OPERATOR, [gateway])).toEqual([{ gateway }])
    expect(await knock(gateway, token)).toBe(200)
    await limit(null, null)
    for (let turn = 0; turn < 4; turn++) expect(await knock(gateway, token)).toBe(200)
  })
})

describe('a time', () => {
  test('runs from the confirmation, but never from before the limit was set', async () => {
    const gateway = await gatewayOf(owner, true)
    const token = await derived(gateway)
    const skip = (days: number) => {
      plane.context.clock.now = new Date(plane.context.clock.now.getTime() + days * DAY)
    }
    skip(300)
    await limit(null, 30)
    expect(await knock(gateway, token)).toBe(200)
    skip(29)
    expect(await knock(gateway, token)).toBe(200)
    skip(2)
    expect(await knock(gateway, token)).toBe(401)
    // The same values again start nothing anew.
    await limit(null, 30)
    expect(await knock(gateway, token)).toBe(401)
    await rearmBootstrap(plane.context, owner, [gateway])
    expect(await knock(gateway, token)).toBe(200)
    skip(31)
    expect(await knock(gateway, token)).toBe(401)
  })
})

test('the narrowest setting counts: batch, flavor, installation', async () => {
  const gateway = await gatewayOf(owner, true)
  const policyOf = async () => {
    const view = await viewBootstrap(plane.context, owner.ownerId, gateway)
    return view.scope && [view.scope, view.policy?.uses ?? null]
  }
  const put = (scope: 'site' | 'flavor' | 'batch', key: string, uses: number | null | undefined) =>
    changePolicy(plane.context, OPERATOR, { scope, key, policy: uses === undefined ? null : { uses, days: null } })
  try {
    expect(await policyOf()).toBeNull()
    await put('site', '', 7)
    expect(await policyOf()).toEqual(['site', 7])
    await put('flavor', 'Test gateway', 5)
    expect(await policyOf()).toEqual(['flavor', 5])
    await put('batch', batchId, null)
    expect(await policyOf()).toEqual(['batch', null])
    await put('batch', batchId, undefined)
    expect(await policyOf()).toEqual(['flavor', 5])
  } finally {
    await put('site', '', undefined)
    await put('flavor', 'Test gateway', undefined)
  }
})

test('a token that an owner gave at add is the owner’s own: no limit touches it', async () => {
  await changePolicy(plane.context, OPERATOR, { scope: 'site', key: '', policy: { uses: 1, days: 1 } })
  try {
    const [gateway = '' as Eui] = looseEuis(1)
    await addGateways(plane.context, owner, [{ gateway, flavorid: 'x', token: 'AddedToken' }])
    await setupGateways(plane.context, owner, [
      {
        gateway,
        cupsUri: plane.uri,
        cupsTrust: Buffer.from(plane.trust).toString('base64'),
        cupsKey: Buffer.from('Authorization: another').toString('base64'),
      },
    ])
    const station = plane.station(gateway, {
      'cups-boot': { uri: plane.uri, trust: plane.trust, key: 'Authorization: AddedToken\r\n' },
    })
    await station.checkIn()
    await station.checkIn()
    for (let turn = 0; turn < 3; turn++) expect(await knock(gateway, 'AddedToken')).toBe(200)
  } finally {
    await changePolicy(plane.context, OPERATOR, { scope: 'site', key: '', policy: null })
  }
})

test('an ended token and a wrong one are refused with the same bytes', async () => {
  await limit(1, null)
  const gateway = await gatewayOf(owner, true)
  const token = await derived(gateway)
  await knock(gateway, token)
  const answers = await Promise.all([token, 'wrong'].map((one) => rawAnswer(gateway, one)))
  expect(answers[0]).toBe(answers[1])
  expect(answers[0]).toMatch(/^HTTP\/1\.1 401 /)
})

/** The whole answer, without its time of day. */
function rawAnswer(gateway: Eui, token: string): Promise<string> {
  const body = JSON.stringify({
    router: formatId6(gateway),
    cupsUri: null,
    tcUri: null,
    cupsCredCrc: 1,
    tcCredCrc: 1,
    station: 's',
    model: 'm',
    package: '1',
    keys: [],
  })
  return new Promise((resolve, reject) => {
    const socket: TLSSocket = connect(
      { port: plane.plane.port, host: '127.0.0.1', ca: plane.trust, servername: 'localhost' },
      () => {
        socket.write(
          `POST /update-info HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nAuthorization: ${token}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
        )
      },
    )
    let text = ''
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1')
      if (text.includes('\r\n\r\n')) socket.end()
    })
    socket.on('close', () => resolve(text.replace(/^Date: .*\r\n/im, '')))
    socket.on('error', reject)
  })
}
