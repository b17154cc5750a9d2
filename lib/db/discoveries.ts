/** The statements of discovery (`/router-info`), by gateway like those of check-ins: no two gateways are joined. */
import type { KeyKind } from '#lib/domain/credential-set.ts'
import type { DiscoveryGateway, DiscoverySet, Waiting } from '#lib/domain/discovery/decide-discovery.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import type { Sql } from './client.ts'
import { revokedAt } from './client-cas.ts'

interface Row {
  readonly eui: Eui
  readonly owner_id: Eui | null
  readonly cups_version: number | null
  readonly tc_version: number | null
  readonly sets: readonly SetLine[] | null
  readonly firmware: string | null
  readonly told: readonly [string, number | null, number | null, string | null] | null
}

/** Category, version, uri, crc, key kind, digest (null where the certificate is revoked), offered, proven, network server, template. */
type SetLine = [
  DiscoverySet['category'],
  number,
  string,
  number | null,
  KeyKind,
  string | null,
  boolean,
  boolean,
  string | null,
  string | null,
]

/** Looks up any number of gateways at once; unknown ones are missing from the map. */
export async function lookUpForDiscovery(
  sql: Sql,
  euis: readonly Eui[],
  now: Date,
): Promise<Map<Eui, DiscoveryGateway>> {
  const rows = await sql<Row[]>`
    select g.eui, g.owner_id, g.cups_version, g.tc_version,
           (select json_agg(json_build_array(s.category, s.version, s.uri, s.crc, s.key_kind,
                     case when ${revokedAt(sql)} is null then encode(s.auth_digest, 'hex') end,
                     s.offered_at is not null, s.proven_at is not null, s.lns_uri, s.muxs_template))
              from credential_sets s where s.eui = g.eui and s.retired_at is null) as sets,
           (select f.armed::text from firmware_schedules f
             where f.eui = g.eui and f.owner_id = g.owner_id and f.open and f.state = 'scheduled'
               and (f.not_before is null or f.not_before <= ${now}) and (f.not_after is null or f.not_after > ${now})) as firmware,
           (select json_build_array(d.owner_id, d.told_cups, d.told_tc, d.told_firmware)
              from gateway_discoveries d where d.eui = g.eui) as told
      from gateways g where g.eui = any(${euis as Eui[]})`
  return new Map(rows.map((row) => [row.eui, toGateway(row)]))
}

function toGateway(row: Row): DiscoveryGateway {
  const [owner, cups = null, tc = null, firmware = null] = row.told ?? []
  return {
    eui: row.eui,
    ownerId: row.owner_id,
    cupsVersion: row.cups_version,
    tcVersion: row.tc_version,
    firmwareDue: row.firmware,
    told: owner === row.owner_id ? { cups, tc, firmware } : { cups: null, tc: null, firmware: null },
    sets: (row.sets ?? []).map(
      ([category, version, uri, crc, keyKind, authDigest, offered, proven, lnsUri, muxsTemplate]) => ({
        category,
        version,
        uri,
        crc,
        keyKind,
        authDigest,
        offered,
        proven,
        lnsUri,
        muxsTemplate,
      }),
    ),
  }
}

/**
 * Takes the one notice of what waits: of any number of questions at once, on any number of servers, one gets true for each update
 * (rules.md 30). Written before the answer leaves.
 */
export async function takeNotice(
  sql: Sql,
  notice: { readonly eui: Eui; readonly ownerId: Eui; readonly waiting: Waiting },
  now: Date,
): Promise<boolean> {
  const { cups, tc, firmware } = notice.waiting
  const rows = await sql`
    insert into gateway_discoveries as d (eui, owner_id, told_cups, told_tc, told_firmware, told_at)
    values (${notice.eui}, ${notice.ownerId}, ${cups}::int, ${tc}::int, ${firmware}::text, ${now})
    on conflict (eui) do update set owner_id = excluded.owner_id, told_at = excluded.told_at,
           told_cups = coalesce(excluded.told_cups, case when d.owner_id = excluded.owner_id then d.told_cups end),
           told_tc = coalesce(excluded.told_tc, case when d.owner_id = excluded.owner_id then d.told_tc end),
           told_firmware = coalesce(excluded.told_firmware, case when d.owner_id = excluded.owner_id then d.told_firmware end)
     where d.owner_id <> excluded.owner_id
        or (excluded.told_cups is not null and d.told_cups is distinct from excluded.told_cups)
        or (excluded.told_tc is not null and d.told_tc is distinct from excluded.told_tc)
        or (excluded.told_firmware is not null and d.told_firmware is distinct from excluded.told_firmware)
    returning eui`
  return rows.length > 0
}

/** What the network server is asked with. */
export interface HeldSet {
  readonly uri: string
  readonly trust: Buffer | null
  readonly crt: Buffer | null
  readonly keyEnc: Buffer | null
}

export async function readTcSet(sql: Sql, ownerId: Eui, eui: Eui, version: number): Promise<HeldSet | undefined> {
  const [row] = await sql<HeldSet[]>`
    select lns_uri as uri, trust, crt, key_enc as "keyEnc" from credential_sets
     where eui = ${eui} and owner_id = ${ownerId} and category = 'tc' and version = ${version} and retired_at is null
       and lns_uri is not null`
  return row
}

export type DiscoveryOutcome = 'referred' | 'sent-to-cups' | 'failed'

export interface DiscoveryRow {
  readonly eui: Eui
  readonly ownerId: Eui
  readonly at: Date
  readonly address: string
  readonly outcome: DiscoveryOutcome
  readonly detail: string
}

/** At most one row per gateway. Those of a gateway that changed hands meanwhile are dropped. */
export async function writeDiscoveries(sql: Sql, rows: readonly DiscoveryRow[]): Promise<void> {
  if (rows.length === 0) return
  const sorted = [...rows].sort((a, b) => (a.eui < b.eui ? -1 : 1))
  await sql`
    insert into gateway_discoveries as d (eui, owner_id, last_at, address, outcome, detail)
    select r.eui, r."ownerId", r.at, r.address, r.outcome, r.detail
      from json_to_recordset(${JSON.stringify(sorted)}::text::json)
        as r(eui text, "ownerId" text, at timestamptz, address text, outcome text, detail text)
      join gateways g on g.eui = r.eui and g.owner_id = r."ownerId"
    on conflict (eui) do update set last_at = excluded.last_at, address = excluded.address, outcome = excluded.outcome,
           detail = excluded.detail
     where d.owner_id = excluded.owner_id and (d.last_at is null or d.last_at <= excluded.last_at)`
}

export interface LastDiscovery {
  readonly lastAt: Date | null
  readonly address: string | null
  readonly outcome: DiscoveryOutcome | null
  readonly detail: string
  readonly toldAt: Date | null
}

export async function findDiscovery(sql: Sql, ownerId: Eui, eui: Eui): Promise<LastDiscovery | undefined> {
  const [row] = await sql<LastDiscovery[]>`
    select last_at as "lastAt", address, outcome, detail, told_at as "toldAt" from gateway_discoveries
     where eui = ${eui} and owner_id = ${ownerId}`
  return row
}
