/** Outages: one alert for what has one cause, one word when they are back; and certificates that end. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { listGatewayPage } from '#lib/db/gateway-views.ts'
import { type Eui, euiFromBigInt } from '#lib/domain/identifiers.ts'
import type { OwnerActor } from '#lib/services/context.ts'
import { scanExpiry } from '#lib/services/events/scan-expiry.ts'
import { scanSilence } from '#lib/services/events/scan-silence.ts'
import { makeCa } from '#tests/support/certificates.ts'
import { createTestContext, createTestOwner, type TestContext } from '#tests/support/context.ts'

const HOUR = 3_600_000
const start = new Date('2026-03-01T00:00:00Z')

let context: TestContext
let owner: OwnerActor
let last = 0x10_0000n

beforeAll(async () => {
  context = await createTestContext()
  owner = await createTestOwner(context)
})
afterAll(() => context.close())
beforeEach(async () => {
  context.clock.now = start
  await context.sql`truncate gateway_events, outages, silent_gateways, expiry_notices, gateways, gateway_reports, credential_sets`
})

const at = (hours: number) => new Date(start.getTime() + hours * HOUR)

/** Gateways at a site, each heard last at its own hour. */
async function gateways(site: string, seenAt: readonly number[], ownerId: Eui | null = owner.ownerId): Promise<Eui[]> {
  const euis = seenAt.map(() => euiFromBigInt(last++))
  await context.sql`
    insert into gateways (eui, owner_id, origin, flavor, site)
    select eui, ${ownerId}, 'added', 'x', ${site} from unnest(${euis}::text[]) as e(eui)`
  await context.sql`
    insert into gateway_reports (eui, first_seen_at, last_seen_at, address, reported, credential, answer, fell_back, outcome, fingerprint, check_in_id)
    select eui, seen, seen, '', '{}', 'bootstrap', '{}', false, 'in-sync', '', gen_random_uuid()
      from unnest(${euis}::text[], ${seenAt.map((hours) => at(hours).toISOString())}::timestamptz[]) as r(eui, seen)`
  return euis
}
const hear = (euis: readonly Eui[], hours: number) =>
  context.sql`update gateway_reports set last_seen_at = ${at(hours)} where eui = any(${euis as Eui[]})`
async function scanAt(hours: number): Promise<void> {
  context.clock.now = at(hours)
  await scanSilence(context)
}
interface Told {
  readonly kind: string
  readonly site: string
  readonly detail: { readonly gateways: readonly { eui: Eui; lastSeen: string }[]; readonly stillSilent?: number }
}
const told = () => context.sql<Told[]>`select kind, site, detail from gateway_events order by seq`
const summary = async () => (await told()).map(({ kind, site, detail }) => `${kind} ${site} ${detail.gateways.length}`)

describe('silence', () => {
  test('5,000 gateways of one site that fall silent spread over a day are one alert, and one word when they are back', async () => {
    const count = 5_000
    // The power goes at hour 24; each was heard at its own moment of the day before.
    const euis = await gateways(
      'Paris',
      Array.from({ length: count }, (_, index) => (index * 24) / count),
    )
    for (let minute = 24 * 60; minute <= 50 * 60; minute += 120) await scanAt(minute / 60)
    expect(await summary()).toHaveLength(1)
    const [alert] = await told()
    expect(alert).toMatchObject({ kind: 'gateway.silent', site: 'Paris' })
    const [{ silent } = { silent: 0 }] = await context.sql<{ silent: number }[]>`
      select count(*)::int as silent from silent_gateways where back_at is null`
    expect(silent).toBe(count)
    // As the list of gateways has it.
    const page = { sort: 'eui', descending: false, limit: count, filter: { state: 'silent' } } as const
    expect(await listGatewayPage(context.sql, owner.ownerId, { ...page, now: context.now() })).toHaveLength(count)

    await hear(euis, 51)
    await scanAt(51.1)
    expect(await summary()).toEqual([expect.stringMatching(/^gateway.silent Paris/), `gateway.back Paris ${count}`])
    await scanAt(52)
    expect(await told()).toHaveLength(2)
    expect(await context.sql`select from outages where closed_at is null`).toHaveLength(0)
  })

  test('gateways that fall silent at once are in the one alert, all of them', async () => {
    const euis = await gateways(
      'Paris',
      Array.from({ length: 5_000 }, () => 0),
    )
    await scanAt(25.01)
    expect(await told()).toHaveLength(0)
    await scanAt(25.2)
    expect(await summary()).toEqual(['gateway.silent Paris 5000'])
    expect((await told())[0]?.detail.gateways.map(({ eui }) => eui)).toEqual(euis)
  })

  test('within its day a gateway is not silent; the threshold is the one of the list', async () => {
    await gateways('Paris', [0])
    await scanAt(24.99)
    await scanAt(25)
    expect(await context.sql`select from silent_gateways`).toHaveLength(0)
    await scanAt(25.001)
    expect(await context.sql`select from silent_gateways`).toHaveLength(1)
  })

  test('a gateway that was heard after the first one was missed has a cause of its own', async () => {
    await gateways('Paris', [0])
    await scanAt(25.1)
    await scanAt(25.3)
    // Alive at hour 26, a week of silence of its neighbour notwithstanding.
    await gateways('Paris', [26])
    await scanAt(51.1)
    await scanAt(51.3)
    expect(await summary()).toEqual(['gateway.silent Paris 1', 'gateway.silent Paris 1'])
  })

  test('other sites and other owners have alerts of their own', async () => {
    const other = await createTestOwner(context, '::2')
    await gateways('Paris', [0, 0])
    await gateways('Oslo', [0])
    await gateways('Paris', [0], other.ownerId)
    await gateways('Paris', [0], null)
    await scanAt(25.1)
    await scanAt(25.2)
    expect((await summary()).sort()).toEqual([
      'gateway.silent Oslo 1',
      'gateway.silent Paris 1',
      'gateway.silent Paris 2',
    ])
  })

  test('without a site only those that fall silent together share an alert', async () => {
    await gateways('', [0, 0, 0.01])
    await scanAt(25.05)
    await scanAt(25.2)
    await gateways('', [0.5])
    await scanAt(25.6)
    await scanAt(25.8)
    expect(await summary()).toEqual(['gateway.silent  3', 'gateway.silent  1'])
  })

  test('one that is back before the alert is in none; those that stay away are told of when the others are back', async () => {
    const [quick, slow, dead] = (await gateways('Paris', [0, 0, 0])) as [Eui, Eui, Eui]
    await scanAt(25.01)
    await hear([quick], 25.02)
    await scanAt(25.2)
    expect((await told())[0]?.detail.gateways.map(({ eui }) => eui)).toEqual([slow, dead])
    await hear([slow], 26)
    await scanAt(26.1)
    expect(await told()).toHaveLength(1)
    await scanAt(26.7)
    expect((await told())[1]).toMatchObject({
      kind: 'gateway.back',
      detail: { gateways: [{ eui: slow }], stillSilent: 1 },
    })
    await hear([dead], 90)
    await scanAt(90.1)
    expect((await told())[2]).toMatchObject({ kind: 'gateway.back', detail: { gateways: [{ eui: dead }] } })
    expect((await told())[2]?.detail.stillSilent).toBeUndefined()
  })

  test('a gateway that its owner gave away is told of to nobody', async () => {
    const [gone] = (await gateways('Paris', [0])) as [Eui]
    await scanAt(25.1)
    await scanAt(25.2)
    await context.sql`update gateways set owner_id = null where eui = ${gone}`
    await scanAt(25.3)
    expect(await summary()).toEqual(['gateway.silent Paris 1'])
    expect(await context.sql`select from outages where closed_at is null`).toHaveLength(0)
  })

  test('two scans at once tell once', async () => {
    await gateways('Paris', [0, 0])
    await scanAt(25.1)
    context.clock.now = at(25.3)
    await Promise.all([scanSilence(context), scanSilence(context)])
    expect(await summary()).toEqual(['gateway.silent Paris 2'])
    await context.sql`update gateway_reports set last_seen_at = ${at(26)}`
    context.clock.now = at(26.1)
    await Promise.all([scanSilence(context), scanSilence(context)])
    expect(await summary()).toEqual(['gateway.silent Paris 2', 'gateway.back Paris 2'])
  })
})

describe('certificates that end', () => {
  const DAY = 24
  async function withTrust(validTo: Date): Promise<Eui> {
    const [eui] = (await gateways('', [0])) as [Eui]
    const { der } = await makeCa({ notBefore: new Date('2020-01-01'), notAfter: validTo })
    await context.sql`update gateways set cups_version = 2 where eui = ${eui}`
    for (const version of [1, 2]) {
      await context.sql`
        insert into credential_sets (eui, category, version, owner_id, uri, trust, key_kind, created_by)
        values (${eui}, 'cups', ${version}, ${owner.ownerId}, 'https://cups.example:443', ${der}, 'none', 'system')`
    }
    return eui
  }
  const warnings = () =>
    context.sql`select eui, detail from gateway_events where kind = 'gateway.trust_expiring' order by seq`
  async function warnAt(hours: number): Promise<number[]> {
    context.clock.now = at(hours)
    await scanExpiry(context)
    return (await warnings()).map(({ detail }) => detail.withinDays as number)
  }

  test('are told of within 60, 30, 7 and 1 days, once each, of desired sets only', async () => {
    const eui = await withTrust(at(100 * DAY))
    expect(await warnAt(0)).toEqual([])
    expect(await warnAt(41 * DAY)).toEqual([60])
    expect(await warnAt(42 * DAY)).toEqual([60])
    expect(await warnAt(71 * DAY)).toEqual([60, 30])
    expect(await warnAt(94 * DAY)).toEqual([60, 30, 7])
    expect(await warnAt(99.5 * DAY)).toEqual([60, 30, 7, 1])
    expect(await warnAt(101 * DAY)).toEqual([60, 30, 7, 1])
    const [first] = await warnings()
    expect(first).toMatchObject({
      eui,
      detail: { side: 'CUPS', certificate: 'trust', validTo: at(100 * DAY).toISOString() },
    })
  })

  test('one that ends soon already is told of once, and two scans at once tell once', async () => {
    await withTrust(at(5 * DAY))
    context.clock.now = at(0)
    await Promise.all([scanExpiry(context), scanExpiry(context)])
    expect((await warnings()).map(({ detail }) => detail.withinDays)).toEqual([7])
    expect(await warnAt(1)).toEqual([7])
  })
})
