/** Transfers between owners on a real database: consent, what is wiped, what each may see, and races. */
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { lookUpGateways } from '#lib/db/check-ins.ts'
import { writeDiscoveries } from '#lib/db/discoveries.ts'
import { listCheckIns } from '#lib/db/gateway-views.ts'
import { type Eui, eui, formatId6 } from '#lib/domain/identifiers.ts'
import { addGateways } from '#lib/services/add-gateways.ts'
import { revokeInherited } from '#lib/services/bootstrap/rearm-bootstrap.ts'
import { changeGateway } from '#lib/services/change-gateway.ts'
import { claimGateways } from '#lib/services/claim-gateways.ts'
import type { OwnerActor } from '#lib/services/context.ts'
import { createOwner } from '#lib/services/create-owner.ts'
import { deleteGateways } from '#lib/services/delete-gateways.ts'
import { NOT_YOURS } from '#lib/services/sentences.ts'
import { setupGateways } from '#lib/services/setup-gateways.ts'
import { acceptTransfer } from '#lib/services/transfers/accept-offers.ts'
import { endOffers, expireTransfers } from '#lib/services/transfers/end-offers.ts'
import { type NewOffer, offerGateways } from '#lib/services/transfers/offer-gateways.ts'
import { listTransfers, viewTransfer } from '#lib/services/transfers/view-transfers.ts'
import { viewGateway } from '#lib/services/view-gateways.ts'
import { claimAll, looseEuis, makeBatch, ownerOf, pinOf, recordCheckIn, type TestBatch } from '#tests/gateways/fleet.ts'
import { makeCa } from '#tests/support/certificates.ts'
import { createTestContext, createTestOwner, type TestContext } from '#tests/support/context.ts'

const DAY = 86_400_000
let context: TestContext
let batch: TestBatch
let a: OwnerActor
let b: OwnerActor
let c: OwnerActor
let trust: string
let owners = 0

beforeAll(async () => {
  context = await createTestContext()
  trust = (await makeCa()).der.toString('base64')
  batch = await makeBatch(context, 5_000)
})
afterAll(() => context?.close())
beforeEach(async () => {
  const next = () => createTestOwner(context, `::${(++owners).toString(16)}`, 1_000)
  ;[a, b, c] = [await next(), await next(), await next()]
})

let place = 0
const fresh = () => batch.eui(place++)
const offer = (euis: readonly Eui[], more: Partial<NewOffer> = {}, from = a) =>
  offerGateways(context, from, {
    to: b.ownerId,
    target: { by: 'gateways', gateways: euis },
    days: 7,
    note: '',
    withLabels: false,
    ...more,
  })
const pass = (milliseconds: number) => {
  context.clock.now = new Date(context.clock.now.getTime() + milliseconds)
}
const open = async (owner: OwnerActor, direction: 'incoming' | 'outgoing') =>
  (await listTransfers(context, owner.ownerId, { direction, open: true, after: undefined, limit: 50 })).rows
const stateOf = async (owner: OwnerActor, id: string) =>
  (await viewTransfer(context, owner.ownerId, id, { after: undefined, limit: 100 })).gateways.map((one) => one.state)
const eventsOf = async (owner: OwnerActor) =>
  (await context.sql`select kind from gateway_events where owner_id = ${owner.ownerId} order by seq`).map(
    ({ kind }) => kind,
  )

/** A claimed gateway of A with everything that A can put on it. */
async function lived(gateway: Eui): Promise<void> {
  await setupGateways(context, a, [
    {
      gateway,
      cupsUri: 'https://localhost:9191',
      cupsTrust: trust,
      cupsKey: Buffer.from('Authorization: cups-of-a').toString('base64'),
      lnsUri: 'wss://lns-of-a.example:1',
      lnsTrust: trust,
      lnsKey: Buffer.from('Authorization: lns-of-a').toString('base64'),
    },
  ])
  await changeGateway(context, a, gateway, { name: 'Name by A', tags: ['pilot'], site: 'Roof' })
  await recordCheckIn(context, a.ownerId, gateway, { tcUri: 'wss://lns-of-a.example:1', cups: 1, tc: 1 })
  await context.sql`update credential_sets set offered_at = now(), proven_at = now(), backup = category = 'cups' where eui = ${gateway}`
  await writeDiscoveries(context.sql, [
    {
      eui: gateway,
      ownerId: a.ownerId,
      at: context.now(),
      address: '198.51.100.7',
      outcome: 'referred',
      detail: 'wss://lns-of-a.example:1',
    },
  ])
  await context.sql`
    insert into expiry_notices (eui, category, version, part, days, owner_id, at) values (${gateway}, 'tc', 1, 'trust', 30, ${a.ownerId}, now())`
  await context.sql`insert into bootstrap_uses (eui, owner_id, used, refused) values (${gateway}, ${a.ownerId}, 3, 2)`
  const ca = randomUUID()
  await context.sql`
    insert into client_cas (id, owner_id, name, der, fingerprint, created_at, created_by)
    values (${ca}, ${a.ownerId}, 'CA of A', '\\x00', ${Buffer.from(ca)}, now(), 'test')`
  await context.sql`
    insert into client_certificates (ca_id, serial, owner_id, eui, category, fingerprint, days, not_after, issued_at, issued_by)
    values (${ca}, ${gateway}, ${a.ownerId}, ${gateway}, 'cups', ${Buffer.from(gateway)}, 90, now(), now(), 'test')`
  pass(1_000)
}

/** Nothing of A is left with a gateway. */
async function expectWiped(gateway: Eui): Promise<void> {
  for (const table of [
    'credential_sets',
    'firmware_schedules',
    'gateway_reports',
    'gateway_discoveries',
    'expiry_notices',
  ]) {
    expect(await context.sql.unsafe(`select eui from ${table} where eui = '${gateway}'`), table).toHaveLength(0)
  }
  expect(await context.sql`select used from bootstrap_uses where eui = ${gateway} and used > 0`).toHaveLength(0)
  expect(await context.sql`select serial from revoked_certificates where serial = ${gateway}`).toHaveLength(1)
}

describe('with the consent of both', () => {
  test('a gateway comes to B as new, without anything of A, and each sees its own part of the history', async () => {
    const gateway = fresh()
    await claimAll(context, a, [gateway])
    await lived(gateway)
    const { id, offered, left } = await offer([gateway])
    expect([offered, left]).toEqual([1, []])
    // Until B accepts, nothing changes.
    expect(await ownerOf(context, gateway)).toBe(a.ownerId)
    expect(await viewGateway(context, b.ownerId, gateway)).toBeUndefined()
    expect(await open(b, 'incoming')).toMatchObject([
      { id, direction: 'incoming', fromName: expect.any(String), open: 1 },
    ])
    expect(await open(a, 'outgoing')).toMatchObject([{ id, direction: 'outgoing', fromName: null, toOwner: b.ownerId }])

    expect(await acceptTransfer(context, b, id, undefined)).toEqual([
      { gateway, warning: expect.stringMatching(/network server of its former owner/) },
    ])
    expect(await ownerOf(context, gateway)).toBe(b.ownerId)
    await expectWiped(gateway)
    // What lists and facets are read from has moved with it.
    for (const table of ['gateway_words', 'gateway_facets', 'gateway_states']) {
      const rows = await context.sql.unsafe(`select owner_id from ${table} where eui = '${gateway}'`)
      expect(
        rows.map((row) => row.owner_id),
        table,
      ).toEqual([b.ownerId])
    }
    const known = (await lookUpGateways(context.sql, [gateway])).get(gateway)
    // The derived token, and nothing else (rules.md 8).
    expect(known).toMatchObject({ ownerId: b.ownerId, sets: [], lastFingerprint: null, firmware: null })
    expect(known?.tokenDigests).toHaveLength(1)
    const view = await viewGateway(context, b.ownerId, gateway)
    expect(view).toMatchObject({
      name: '',
      tags: [],
      site: '',
      state: 'never-seen',
      report: null,
      desired: { cups: null, tc: null },
      refused: { count: 0 },
    })
    expect(await listCheckIns(context.sql, b.ownerId, gateway, undefined, 10)).toEqual([])
    expect(await listCheckIns(context.sql, a.ownerId, gateway, undefined, 10)).toHaveLength(1)
    expect(await viewGateway(context, a.ownerId, gateway)).toBeUndefined()
    const trailOf = async (owner: OwnerActor) =>
      (await context.sql`select action from audit_entries where owner_id = ${owner.ownerId} order by id`).map(
        ({ action }) => action,
      )
    expect(await trailOf(b)).toEqual(['transfer.accept'])
    expect(await trailOf(a)).toEqual(expect.arrayContaining(['transfer.accept', 'transfer.offer', 'gateway.setup']))
    const seenByB = JSON.stringify([
      view,
      await context.sql`select * from audit_entries where owner_id = ${b.ownerId}`,
      await context.sql`select * from gateway_events where owner_id = ${b.ownerId}`,
    ])
    for (const trace of ['lns-of-a', 'Name by A', 'pilot', '198.51.100']) expect(seenByB).not.toContain(trace)
    expect(await eventsOf(b)).toEqual(['transfer.offered', 'transfer.accepted', 'gateway.claimed'])
    expect((await eventsOf(a)).at(-1)).toBe('transfer.accepted')
    expect(await stateOf(a, id)).toEqual(['accepted'])
  })

  test('names, tags and sites go along when A says so', async () => {
    const gateway = fresh()
    await claimAll(context, a, [gateway])
    await lived(gateway)
    const { id } = await offer([gateway], { withLabels: true })
    expect((await viewTransfer(context, b.ownerId, id, { after: undefined, limit: 9 })).gateways[0]?.name).toBe(
      'Name by A',
    )
    await acceptTransfer(context, b, id, undefined)
    expect(await viewGateway(context, b.ownerId, gateway)).toMatchObject({
      name: 'Name by A',
      tags: ['pilot'],
      site: 'Roof',
    })
  })

  test('B decides on each gateway, and nobody else can', async () => {
    const [one, two, three] = [fresh(), fresh(), fresh()]
    await claimAll(context, a, [one, two, three])
    const { id } = await offer([one, two, three])
    const refused = { gateway: one, error: expect.stringMatching(/not offered to you/) }
    expect(await acceptTransfer(context, c, id, [one])).toEqual([refused])
    expect(await acceptTransfer(context, a, id, [one])).toEqual([refused])
    await expect(viewTransfer(context, c.ownerId, id, { after: undefined, limit: 9 })).rejects.toThrow(
      /no such transfer/,
    )
    expect(await endOffers(context, c, id, 'decline', undefined)).toBe(0)
    expect(await endOffers(context, c, id, 'withdraw', undefined)).toBe(0)
    expect(await endOffers(context, b, id, 'withdraw', undefined)).toBe(0)
    expect(await endOffers(context, a, id, 'decline', undefined)).toBe(0)

    expect(await acceptTransfer(context, b, id, [formatId6(one), 'junk', fresh()])).toEqual([
      { gateway: one },
      { gateway: 'junk', error: expect.any(String) },
      { gateway: expect.any(String), error: expect.stringMatching(/not offered/) },
    ])
    expect(await endOffers(context, b, id, 'decline', [two])).toBe(1)
    expect(await endOffers(context, a, id, 'withdraw', undefined)).toBe(1)
    expect(await stateOf(b, id)).toEqual(['accepted', 'declined', 'withdrawn'])
    expect([await ownerOf(context, one), await ownerOf(context, two), await ownerOf(context, three)]).toEqual([
      b.ownerId,
      a.ownerId,
      a.ownerId,
    ])
    const late = await acceptTransfer(context, b, id, [one, two, three])
    expect(late.map((answer) => answer.error)).toEqual([
      expect.stringMatching(/already/),
      expect.stringMatching(/declined/),
      expect.stringMatching(/withdrawn/),
    ])
  })
})

describe('an offer', () => {
  test('of nothing, of others’ gateways, to oneself, or of what is offered already is refused', async () => {
    const [own, foreign] = [fresh(), fresh()]
    await claimAll(context, a, [own])
    await claimAll(context, c, [foreign])
    await expect(offer([foreign])).rejects.toThrow(NOT_YOURS)
    await expect(offer([own], { to: a.ownerId })).rejects.toThrow(/another owner/)
    await expect(offer([], { target: { by: 'tags', tags: ['none'] } })).rejects.toThrow(/no gateway matches/)
    const first = await offer([own, foreign])
    expect(first).toMatchObject({ offered: 1, left: [{ eui: foreign, reason: NOT_YOURS }] })
    await expect(offer([own], { to: c.ownerId })).rejects.toThrow(/another offer/)
  })

  test('to nobody looks like any other, and is not the business of an owner who comes later', async () => {
    const gateway = fresh()
    await claimAll(context, a, [gateway])
    const nobody = eui('ffff::1234')
    const { id } = await offer([gateway], { to: nobody })
    expect(await open(a, 'outgoing')).toMatchObject([{ id, toOwner: nobody, open: 1 }])
    await createOwner(context, { id: 'ffff::1234', name: 'Late' })
    expect(
      (await listTransfers(context, nobody, { direction: 'incoming', open: true, after: undefined, limit: 9 })).rows,
    ).toEqual([])
    expect(await acceptTransfer(context, { ...b, ownerId: nobody }, id, [gateway])).toMatchObject([
      { error: expect.any(String) },
    ])
    expect(await ownerOf(context, gateway)).toBe(a.ownerId)
  })

  test('ends by time, exactly, and is told to both; then another one is possible', async () => {
    const gateway = fresh()
    await claimAll(context, a, [gateway])
    const { id } = await offer([gateway], { days: 2 })
    pass(2 * DAY - 1)
    await expireTransfers(context)
    expect(await stateOf(a, id)).toEqual(['offered'])
    pass(1)
    // Over at once, also before anything has looked.
    expect(await stateOf(a, id)).toEqual(['expired'])
    expect(await acceptTransfer(context, b, id, undefined)).toMatchObject([{ error: expect.stringMatching(/time/) }])
    expect(await endOffers(context, b, id, 'decline', undefined)).toBe(0)
    await expireTransfers(context)
    expect((await eventsOf(a)).at(-1)).toBe('transfer.ended')
    expect((await eventsOf(b)).at(-1)).toBe('transfer.ended')
    const again = await offer([gateway])
    expect(await acceptTransfer(context, b, again.id, undefined)).toEqual([{ gateway }])
  })

  test('of everything that a filter finds', async () => {
    const euis = Array.from({ length: 700 }, fresh)
    await claimAll(context, a, euis)
    const { id, offered } = await offer([], { target: { by: 'filter' } })
    expect(offered).toBe(700)
    expect((await acceptTransfer(context, b, id, undefined)).filter((answer) => answer.error)).toEqual([])
    const [row] = await context.sql`select count(*)::int as count from gateways where owner_id = ${b.ownerId}`
    expect(row?.count).toBe(700)
  })
})

describe('a gateway that was added by hand', () => {
  const added = async () => {
    const [gateway = '' as Eui] = looseEuis(1)
    await addGateways(context, a, [{ gateway, flavorid: 'x', token: 'TokenOfA' }])
    return gateway
  }

  test('keeps what it authenticates with, and its receiver is told that A knows it', async () => {
    const gateway = await added()
    await lived(gateway)
    const before = (await lookUpGateways(context.sql, [gateway])).get(gateway)
    const proven = before?.sets.find((set) => set.category === 'cups')?.authDigest
    const { id } = await offer([gateway])
    expect((await viewTransfer(context, b.ownerId, id, { after: undefined, limit: 9 })).gateways[0]?.inherits).toBe(
      true,
    )
    expect(await acceptTransfer(context, b, id, undefined)).toMatchObject([
      { gateway, warning: expect.stringMatching(/former owner knows/) },
    ])
    await expectWiped(gateway)
    const after = (await lookUpGateways(context.sql, [gateway])).get(gateway)
    expect(after?.tokenDigests.toSorted()).toEqual([...(before?.tokenDigests ?? []), proven].toSorted())
    // The token itself is gone: it is not put into a set of B's.
    const [row] = await context.sql`select token_enc from gateways where eui = ${gateway}`
    expect(row?.token_enc).toBeNull()
    const [refused] = await setupGateways(context, b, [
      { gateway, cupsUri: 'https://localhost:9191', cupsTrust: trust },
    ])
    expect(refused?.error).toEqual(expect.any(String))

    // Revoking it would lock the gateway out, until it has proven a credential of B's.
    await expect(revokeInherited(context, b, gateway)).rejects.toThrow(/locked out/)
    await setupGateways(context, b, [
      {
        gateway,
        cupsUri: 'https://localhost:9191',
        cupsTrust: trust,
        cupsKey: Buffer.from('Authorization: key-of-b').toString('base64'),
      },
    ])
    await expect(revokeInherited(context, b, gateway)).rejects.toThrow(/locked out/)
    await context.sql`update credential_sets set offered_at = now(), proven_at = now() where eui = ${gateway}`
    await expect(revokeInherited(context, a, gateway)).rejects.toThrow(NOT_YOURS)
    await revokeInherited(context, b, gateway)
    expect((await lookUpGateways(context.sql, [gateway])).get(gateway)?.tokenDigests).toEqual([])
    await expect(revokeInherited(context, b, gateway)).rejects.toThrow(/no credential of a former owner/)
  })

  test('counts against the receiver’s limit', async () => {
    const [one, two] = [await added(), await added()]
    await context.sql`update owners set add_limit = 1 where id = ${b.ownerId}`
    const { id } = await offer([one, two])
    const answers = await acceptTransfer(context, b, id, undefined)
    expect(answers.filter((answer) => answer.error)).toHaveLength(1)
    expect(await stateOf(b, id)).toEqual(expect.arrayContaining(['accepted', 'offered']))
    await context.sql`update owners set add_limit = 2 where id = ${b.ownerId}`
    expect((await acceptTransfer(context, b, id, undefined)).every((answer) => !answer.error)).toBe(true)
  })
})

describe('claims and deletes meanwhile', () => {
  test('B’s right PIN is a yes; of others it is refused as ever', async () => {
    const gateway = fresh()
    await claimAll(context, a, [gateway])
    await lived(gateway)
    const { id } = await offer([gateway])
    const claim = await pinOf(context, gateway)
    expect(await claimGateways(context, c, [{ gateway, claim }])).toMatchObject([{ error: expect.any(String) }])
    expect(await claimGateways(context, b, [{ gateway, claim: 'AAAAAAAA' }])).toMatchObject([
      { error: expect.any(String) },
    ])
    expect(await ownerOf(context, gateway)).toBe(a.ownerId)
    expect(await claimGateways(context, b, [{ gateway, claim }])).toEqual([
      { gateway, warning: expect.stringMatching(/earlier owner/) },
    ])
    expect(await ownerOf(context, gateway)).toBe(b.ownerId)
    await expectWiped(gateway)
    expect(await stateOf(a, id)).toEqual(['accepted'])
    expect((await eventsOf(b)).filter((kind) => kind === 'gateway.claimed')).toHaveLength(1)
  })

  test('a deleted gateway is not offered any more', async () => {
    const gateway = fresh()
    await claimAll(context, a, [gateway])
    const { id } = await offer([gateway])
    await deleteGateways(context, a, [gateway])
    expect(await stateOf(a, id)).toEqual(['void'])
    expect(await acceptTransfer(context, b, id, [gateway])).toMatchObject([
      { error: expect.stringMatching(/former owner/) },
    ])
    expect(await ownerOf(context, gateway)).toBeNull()
  })

  test('of an acceptance, a delete, a withdrawal and a decline at once exactly one wins', async () => {
    for (let turn = 0; turn < 25; turn++) {
      const gateway = fresh()
      await claimAll(context, a, [gateway])
      const { id } = await offer([gateway])
      const [accepted, deleted, withdrawn, declined] = await Promise.all([
        acceptTransfer(context, b, id, [gateway]),
        deleteGateways(context, a, [gateway]),
        endOffers(context, a, id, 'withdraw', undefined),
        endOffers(context, b, id, 'decline', undefined),
      ])
      const won = !accepted[0]?.error
      expect(await ownerOf(context, gateway)).toBe(won ? b.ownerId : deleted[0]?.error ? a.ownerId : null)
      // A delete goes beside a withdrawal or a decline; an acceptance goes beside nothing.
      expect(won && !deleted[0]?.error).toBe(false)
      expect([won, withdrawn === 1, declined === 1].filter(Boolean).length).toBeLessThanOrEqual(1)
      const [state] = await stateOf(a, id)
      expect(state).toBe(won ? 'accepted' : withdrawn ? 'withdrawn' : declined ? 'declined' : 'void')
    }
  })

  test('of two offers at once one is stored, and of two acceptances at once one is done', async () => {
    for (let turn = 0; turn < 15; turn++) {
      const gateway = fresh()
      await claimAll(context, a, [gateway])
      const offers = await Promise.allSettled([offer([gateway]), offer([gateway], { to: c.ownerId })])
      const made = offers.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
      expect(made).toHaveLength(1)
      const [mine] = [...(await open(b, 'incoming')), ...(await open(c, 'incoming'))]
      const receiver = mine?.toOwner === b.ownerId ? b : c
      const answers = await Promise.all([
        acceptTransfer(context, receiver, made[0]?.id ?? '', [gateway]),
        acceptTransfer(context, receiver, made[0]?.id ?? '', [gateway]),
      ])
      expect(answers.flat().filter((answer) => !answer.error)).toHaveLength(1)
      expect(await ownerOf(context, gateway)).toBe(receiver.ownerId)
    }
  })

  test('a setup of A that waits behind the acceptance finds nothing of its own', async () => {
    for (let turn = 0; turn < 15; turn++) {
      const gateway = fresh()
      await claimAll(context, a, [gateway])
      const { id } = await offer([gateway])
      await Promise.all([
        acceptTransfer(context, b, id, [gateway]),
        setupGateways(context, a, [{ gateway, lnsUri: 'ws://lns-of-a.example:1' }]),
      ])
      expect(await ownerOf(context, gateway)).toBe(b.ownerId)
      expect(await context.sql`select version from credential_sets where eui = ${gateway}`).toHaveLength(0)
    }
  })
})
