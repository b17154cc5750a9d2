/** How fast the console's list, facets, search and overview answer over a fleet of a million gateways. */
import type { GatewayFilter } from '#lib/db/fleet.ts'
import type { ListSort } from '#lib/domain/fleet/sorts.ts'
import { type Eui, euiFragment, euiFromBigInt } from '#lib/domain/identifiers.ts'
import { RIGHTS } from '#lib/domain/rights.ts'
import type { Context, OwnerActor } from '#lib/services/context.ts'
import { readFacets } from '#lib/services/fleet/count-fleet.ts'
import { readOverview } from '#lib/services/fleet/read-overview.ts'
import { tendFleet } from '#lib/services/fleet/tend-fleet.ts'
import { searchOwner } from '#lib/services/search/search-owner.ts'
import { listTrust } from '#lib/services/trust/view-trust.ts'
import { listGateways } from '#lib/services/view-gateways.ts'
import { type ChangeTime, measureFleetChanges, printChanges } from './fleet-changes.ts'
import { type Call, type PageTimes, printTimes, takeTimes } from './page-times.ts'

/** Gateways of one statement. */
const SLICE = 50_000
const SITES = 2_000
const IMAGE = '00000000-0000-4000-8000-000000000001'
/** Whose triggers keep the index: filled once, when everything is there. */
const FOLLOWED = ['gateways', 'gateway_reports', 'certificates'] as const

export interface FleetPagesResult {
  readonly gateways: number
  /** Milliseconds for all of them, and of that for the index. */
  readonly seeding: number
  readonly indexing: number
  readonly times: readonly PageTimes[]
  readonly changes: readonly ChangeTime[]
}

/**
 * A fleet by statements over sets: 2,000 sites, twelve tags of very different size, three models, four versions, three
 * network servers, one gateway in two hundred in trouble.
 */
async function seed(context: Context, ownerId: string, count: number): Promise<number> {
  const { sql } = context
  for (const table of FOLLOWED) await sql`alter table ${sql(table)} disable trigger user`
  for (let from = 0; from < count; from += SLICE) {
    const to = Math.min(count, from + SLICE) - 1
    await sql`
      insert into gateways (eui, owner_id, origin, flavor, name, tags, site, cups_version, tc_version, claimed_at, last_setup_at)
      select '70b3d5' || lpad(to_hex(n), 10, '0'), ${ownerId}, 'added', (array['Kerlink iStation','RAK7289','MultiTech MTCDT'])[1 + n % 3],
             (array['Roof','Tower','Mast','Silo','Harbour','Depot'])[1 + n % 6] || ' ' || n,
             array_remove(array['region-' || n % 8, case when n % 2000 = 0 then 'pilot' end, case when n % 3 = 0 then 'leased' end, case when n % 50000 = 0 then 'spare' end], null),
             'Site ' || n % ${SITES}, 1, 1, now(), now()
        from generate_series(${from}::int, ${to}::int) n`
    await sql`
      insert into credential_sets (eui, category, version, owner_id, uri, trust, key_kind, crc, offered_at, proven_at, created_by)
      select '70b3d5' || lpad(to_hex(n), 10, '0'), category, 1, ${ownerId},
             case category when 'cups' then 'https://gateways.example:443' else 'wss://lns' || n % 3 || '.example:8887' end, decode(lpad(to_hex(n % 700), 8, '0'), 'hex'), 'token', 1, now(), now(), 'bench'
        from generate_series(${from}::int, ${to}::int) n, unnest(array['cups', 'tc']) category`
    await sql`
      insert into gateway_reports (eui, first_seen_at, last_seen_at, address, reported, credential, answer, fell_back, outcome,
             seen_cups_version, seen_tc_version, matched_cups_version, matched_tc_version, fingerprint, check_in_id)
      select '70b3d5' || lpad(to_hex(n), 10, '0'), now(), now() - make_interval(secs => n % 86000), '198.51.100.7',
             jsonb_build_object('router', '', 'cupsUri', 'https://gateways.example:443', 'tcUri', 'wss://lns0.example:8887', 'cupsCredCrc', 1,
               'tcCredCrc', 1, 'station', '2.0.6(linux/std)', 'model', 'linux', 'package', '1.' || n % 4, 'keys', '[]'::jsonb),
             'cups:1', '{"kind":"unchanged","reasons":[],"cupsUri":null,"tcUri":null}', false,
             case when n % 1000 = 0 then 'fell-back' when n % 1000 = 1 then 'diverged' else 'in-sync' end, 1, 1,
             case when n % 1000 > 1 then 1 end, case when n % 1000 > 1 then 1 end, 'f', gen_random_uuid()
        from generate_series(${from}::int, ${to}::int) n where n % 200 <> 7`
    await sql`
      insert into firmware_schedules (eui, owner_id, image_id, crc, state, open, armed, armed_at, armed_by)
      select eui, ${ownerId}, ${IMAGE}, 1 + n % 3, state, state in ('scheduled', 'interrupted'), gen_random_uuid(), now(), 'bench'
        from (select n, '70b3d5' || lpad(to_hex(n), 10, '0') as eui,
                     case when n % 200 = 3 then 'no-change' when n % 40 = 5 then 'scheduled' when n % 1000 = 7 then 'interrupted' else 'confirmed' end as state
                from generate_series(${from}::int, ${to}::int) n where n % 2 = 1) u`
  }
  await sql`
    insert into refused_check_ins (at, router, eui, address, reason)
    select now() - make_interval(secs => n % 80000), '', '70b3d5' || lpad(to_hex(n * 97 % ${count}::int), 10, '0'), '198.51.100.7', 'token'
      from generate_series(0, 9999) n`
  await sql`
    insert into certificates (owner_id, fingerprint, der, subject, issuer, serial, key_type, signature_algorithm, is_ca, self_signed, not_before, not_after)
    select ${ownerId}, sha256(decode(lpad(to_hex(n), 8, '0'), 'hex')), decode(lpad(to_hex(n), 8, '0'), 'hex'), 'CN=Root ' || n, 'CN=Root ' || n, '01', 'EC P-256', 'ECDSA',
           true, true, now(), now() + make_interval(days => 20 + n)
      from generate_series(0, 699) n`
  for (const table of FOLLOWED) await sql`alter table ${sql(table)} enable trigger user`
  const begun = performance.now()
  for (let from = 0; from < count; from += SLICE)
    await sql`
      select index_gateways(array_agg('70b3d5' || lpad(to_hex(n), 10, '0')))
        from generate_series(${from}::int, ${Math.min(count, from + SLICE) - 1}::int) n`
  await sql`vacuum (analyze) gateways, gateway_reports, credential_sets, gateway_words, gateway_facets, gateway_states, fleet_counts, firmware_schedules, refused_check_ins`
  return performance.now() - begun
}

/** Of gateway `n`, as the statements above make it. */
export const benchEui = (n: number): Eui => euiFromBigInt(0x70b3_d500_0000_0000n + BigInt(n))

export async function measureFleetPages(
  context: Context,
  actor: OwnerActor,
  gateways: number,
  calls: number,
): Promise<FleetPagesResult> {
  const begun = performance.now()
  const indexing = await seed(context, actor.ownerId, gateways)
  const seeding = performance.now() - begun
  await tendFleet(context)
  const times = await measurePages(context, actor, gateways, calls)
  const part = Math.min(10_000, Math.floor(gateways / 10))
  // From all over the fleet, as a filter would find them.
  const euis = Array.from({ length: 3 * part }, (_, n) => benchEui(n * Math.floor(gateways / (3 * part))))
  return { gateways, seeding, indexing, times, changes: await measureFleetChanges(context, actor, euis) }
}

async function measurePages(
  context: Context,
  actor: OwnerActor,
  gateways: number,
  calls: number,
): Promise<PageTimes[]> {
  const random = (below: number) => Math.floor(Math.random() * below)
  const list = (filter: GatewayFilter, sort: ListSort = 'eui', descending = false) =>
    listGateways(context, actor.ownerId, { ...filter, sort, descending, limit: 50 })
  const search = (q: string) => list({ text: q, fragment: euiFragment(q) })
  const palette = (q: string) => searchOwner(context, actor, { rights: RIGHTS, userId: null }, q)
  const eui = () => benchEui(random(gateways))
  const plans: Call[] = [
    ...(['eui', 'name', 'lastSeen', 'state'] as const).flatMap((sort) =>
      [false, true].map(
        (descending): Call => [`list by ${sort}${descending ? ', descending' : ''}`, () => list({}, sort, descending)],
      ),
    ),
    [
      'list, a page in the middle',
      async () =>
        list({}, 'name').then(() =>
          listGateways(context, actor.ownerId, {
            sort: 'name',
            descending: false,
            limit: 50,
            after: { value: `mast ${random(gateways)}`, eui: '' as never },
          }),
        ),
    ],
    ['list: fell back, by last seen', () => list({ state: 'fell-back' }, 'lastSeen', true)],
    ['list: in sync, by name', () => list({ state: 'in-sync' }, 'name')],
    ['list: silent', () => list({ state: 'silent' })],
    ['list: a site', () => list({ site: `Site ${random(SITES)}` }, 'name')],
    ['list: a large tag, by last seen', () => list({ tag: 'leased' }, 'lastSeen')],
    ['list: a small tag, by name', () => list({ tag: 'pilot' }, 'name')],
    ['list: tag, model, network server', () => list({ tag: 'region-3', model: 'linux', lns: 'lns1.example' })],
    [
      'list: tag, model, network server, by name',
      () => list({ tag: 'region-3', model: 'linux', lns: 'lns1.example' }, 'name'),
    ],
    ['list: two small tags', () => list({ tag: 'pilot', package: '1.0' }, 'lastSeen')],
    ['list: expires within 30 days', () => list({ expires: '30' })],
    ['list: diverged with a small tag', () => list({ state: 'diverged', tag: 'pilot' })],
    ['list: refused within a day', () => list({ refused: true })],
    ['list: refused within a day, by certificate end', () => list({ refused: true }, 'expires')],
    ['list: refused within a day, by name', () => list({ refused: true }, 'name')],
    ['list: update confirmed', () => list({ update: 'confirmed' })],
    ['list: update confirmed, by last seen', () => list({ update: 'confirmed' }, 'lastSeen', true)],
    ['list: update without change, by name', () => list({ update: 'no-change' }, 'name')],
    ['list: update scheduled, fell back', () => list({ update: 'scheduled', state: 'fell-back' }, 'lastSeen')],
    ['list: an image, by name', () => list({ firmware: 2 }, 'name')],
    ['search: EUI', () => search(eui())],
    ['search: MAC with colons', () => search('70:b3:d5:00:12:34')],
    ['search: end of an EUI', () => search(eui().slice(-5))],
    ['search: a name', () => search(`Tower ${random(gateways)}`)],
    ['search: a word of many', () => search('harbour')],
    ['search: two letters', () => search('zz')],
    ['search: nothing has it', () => search('no gateway is called so')],
    ['palette: EUI', () => palette(eui())],
    ['palette: a name', () => palette(`Tower ${random(gateways)}`)],
    ['palette: a word of many', () => palette('harbour')],
    ['palette: nothing has it', () => palette('nothing is called so')],
    ['facets', () => readFacets(context, actor.ownerId, {})],
    ['facets of a site', () => readFacets(context, actor.ownerId, { site: `Site ${random(SITES)}` })],
    ['facets of a large tag', () => readFacets(context, actor.ownerId, { tag: 'leased' })],
    [
      'facets of tag, model, network server',
      () => readFacets(context, actor.ownerId, { tag: 'region-3', model: 'linux', lns: 'lns1.example' }),
    ],
    ['facets of the refused', () => readFacets(context, actor.ownerId, { refused: true })],
    ['facets of confirmed updates', () => readFacets(context, actor.ownerId, { update: 'confirmed' })],
    ['facets of a large tag, in sync', () => readFacets(context, actor.ownerId, { tag: 'leased', state: 'in-sync' })],
    ['trust: certificates with their holders', () => listTrust(context, actor.ownerId, { limit: 50 })],
    ['overview', () => readOverview(context, actor.ownerId)],
  ]
  return takeTimes(context, calls, plans)
}

/** As a table of Markdown. */
export function printFleetPages({ gateways, seeding, indexing, times, changes }: FleetPagesResult): string {
  const seconds = (ms: number) => `${Math.round(ms / 1000)} s`
  return [
    `${gateways.toLocaleString('en')} gateways of one owner, seeded in ${seconds(seeding)}, of that ${seconds(indexing)} for the index`,
    '',
    printTimes(times),
    printChanges(changes),
  ].join('\n')
}
