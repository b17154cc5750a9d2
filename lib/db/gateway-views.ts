/** What the console and `info` read of gateways. The state is computed in one place: `STATE`. */
import type { Credential, Outcome } from '#lib/domain/check-in.ts'
import type { AnswerRecord } from '#lib/domain/check-in-record.ts'
import type { ReportedState } from '#lib/domain/cups-request.ts'
import type { CheckInFilter } from '#lib/domain/gateway-page/check-in-filter.ts'
import { type GatewayState, SILENT_AFTER_SECONDS } from '#lib/domain/gateway-state.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import type { Sql, Statements } from './client.ts'
import { type FleetPage, findPage } from './fleet.ts'

/**
 * never seen · silent · fell back · in sync · diverged · pending, of a gateway `g` with its report `r`. What a check-in
 * found counts only while the desired versions are those that it saw.
 */
export const gatewayState = (sql: Statements, now: Date) => sql`
  case
    when r.eui is null then 'never-seen'
    when r.last_seen_at < ${now}::timestamptz - make_interval(secs => ${SILENT_AFTER_SECONDS}) then 'silent'
    when r.outcome = 'fell-back' and r.seen_cups_version is not distinct from g.cups_version then 'fell-back'
    when (g.cups_version is null or g.cups_version = r.matched_cups_version)
     and (g.tc_version is null or g.tc_version = r.matched_tc_version) then 'in-sync'
    when r.outcome = 'diverged' and r.seen_cups_version is not distinct from g.cups_version
     and r.seen_tc_version is not distinct from g.tc_version then 'diverged'
    else 'pending'
  end`

export interface GatewayListRow {
  readonly eui: Eui
  readonly name: string
  readonly tags: readonly string[]
  readonly site: string
  readonly latitude: number | null
  readonly longitude: number | null
  readonly flavor: string
  readonly origin: 'batch' | 'added'
  readonly state: GatewayState
  readonly lastSeen: Date | null
  readonly lnsUri: string | null
  readonly cupsUri: string | null
  /** The first end of a certificate among the desired sets. */
  readonly expiresAt: Date | null
  readonly reported: ReportedState | null
  readonly answer: AnswerRecord | null
  /** What the row sorts by, for the cursor. */
  readonly sortValue: string
}

/** One page by keyset, in the order that is asked for, also where it is the page before a row. */
export async function listGatewayPage(sql: Statements, ownerId: Eui, page: FleetPage): Promise<GatewayListRow[]> {
  const backwards = page.before !== undefined && page.after === undefined
  const found = await findPage(sql, ownerId, page)
  if (found.length === 0) return []
  const [euis, values] = [found.map((one) => one.eui), found.map((one) => one.value)]
  const rows = await sql<(GatewayListRow & { place: number })[]>`
    select g.eui, g.name, g.tags, g.site, g.latitude, g.longitude, g.flavor, g.origin, ${gatewayState(sql, page.now)} as state,
           r.last_seen_at as "lastSeen", r.reported, r.answer, p.value as "sortValue", p.place,
           coalesce(t.lns_uri, t.uri) as "lnsUri", c.uri as "cupsUri", f.expires_at as "expiresAt"
      from unnest(${euis}::text[], ${values}::text[]) with ordinality as p(eui, value, place) join gateways g on g.eui = p.eui and g.owner_id = ${ownerId}
      left join gateway_facets f on f.eui = g.eui
      left join gateway_reports r on r.eui = g.eui
      left join credential_sets t on t.eui = g.eui and t.category = 'tc' and t.version = g.tc_version
      left join credential_sets c on c.eui = g.eui and c.category = 'cups' and c.version = g.cups_version
     order by p.place ${backwards ? sql`desc` : sql`asc`}`
  return rows.map(({ place: _, ...row }) => row)
}

export interface GatewayDetail {
  readonly eui: Eui
  readonly name: string
  readonly tags: readonly string[]
  readonly site: string
  readonly latitude: number | null
  readonly longitude: number | null
  readonly flavor: string
  readonly origin: 'batch' | 'added'
  readonly state: GatewayState
  readonly revision: number
  readonly cupsVersion: number | null
  readonly tcVersion: number | null
  readonly claimedAt: Date | null
  readonly lastSetupAt: Date | null
  readonly report: GatewayReport | null
  readonly refused: { readonly count: number; readonly lastAddress: string | null; readonly lastAt: Date | null }
}

export interface GatewayReport {
  readonly firstSeenAt: Date
  readonly lastSeenAt: Date
  readonly address: string
  readonly reported: ReportedState
  /** As `formatCredential` prints it. */
  readonly credential: string
  readonly answer: AnswerRecord
  readonly fellBack: boolean
  readonly outcome: Outcome
}

/** Any number of the owner's gateways, in the order of their identifiers. Refusals before the claim are the last owner's. */
export async function findGatewayDetails(
  sql: Sql,
  ownerId: Eui,
  euis: readonly Eui[],
  now: Date,
): Promise<GatewayDetail[]> {
  const rows = await sql<DetailRow[]>`
    select g.eui, g.name, g.tags, g.site, g.latitude, g.longitude, g.flavor, g.origin, ${gatewayState(sql, now)} as state, g.revision, g.cups_version as "cupsVersion", g.tc_version as "tcVersion",
           g.claimed_at as "claimedAt", g.last_setup_at as "lastSetupAt", r.first_seen_at as "firstSeenAt", r.last_seen_at as "lastSeenAt",
           r.address, r.reported, r.credential, r.answer, r.fell_back as "fellBack", r.outcome,
           f.count as "refusedCount", f.address as "refusedAddress", f.at as "refusedAt"
      from gateways g
      left join gateway_reports r on r.eui = g.eui
      left join lateral (
        select count(*) as count, max(x.at) as at, (array_agg(x.address order by x.id desc))[1] as address
          from refused_check_ins x where x.eui = g.eui and x.at >= g.claimed_at
      ) f on true
     where g.owner_id = ${ownerId} and g.eui = any(${euis as Eui[]})
     order by g.eui`
  return rows.map((row) => ({
    eui: row.eui,
    name: row.name,
    tags: row.tags,
    site: row.site,
    latitude: row.latitude,
    longitude: row.longitude,
    flavor: row.flavor,
    origin: row.origin,
    state: row.state,
    revision: row.revision,
    cupsVersion: row.cupsVersion,
    tcVersion: row.tcVersion,
    claimedAt: row.claimedAt,
    lastSetupAt: row.lastSetupAt,
    report:
      row.reported && row.lastSeenAt && row.firstSeenAt && row.answer && row.outcome
        ? {
            firstSeenAt: row.firstSeenAt,
            lastSeenAt: row.lastSeenAt,
            address: row.address ?? '',
            reported: row.reported,
            credential: row.credential ?? '',
            answer: row.answer,
            fellBack: row.fellBack ?? false,
            outcome: row.outcome,
          }
        : null,
    refused: { count: Number(row.refusedCount), lastAddress: row.refusedAddress, lastAt: row.refusedAt },
  }))
}

interface DetailRow extends Omit<GatewayDetail, 'report' | 'refused'> {
  firstSeenAt: Date | null
  lastSeenAt: Date | null
  address: string | null
  reported: ReportedState | null
  credential: string | null
  answer: AnswerRecord | null
  fellBack: boolean | null
  outcome: Outcome | null
  refusedCount: string
  refusedAddress: string | null
  refusedAt: Date | null
}

export interface CheckInView {
  readonly id: string
  readonly firstAt: Date
  readonly lastAt: Date
  readonly times: number
  readonly address: string
  readonly reported: ReportedState
  readonly credential: string
  readonly answer: AnswerRecord
  readonly fellBack: boolean
}

const checkInColumns = (sql: Statements) => sql`
  id, first_at as "firstAt", last_at as "lastAt", times, address, reported, credential, answer, fell_back as "fellBack"`

/** The log of one gateway under this owner, newest first: its runs follow one another, and begin in the same order. */
export async function listCheckIns(
  sql: Sql,
  ownerId: Eui,
  eui: Eui,
  after: { at: string; id: string } | undefined,
  limit: number,
  filter: CheckInFilter = 'all',
): Promise<(CheckInView & { cursorAt: string })[]> {
  const fits = {
    all: sql`true`,
    updates: sql`answer ->> 'kind' = 'update'`,
    'fell-back': sql`fell_back`,
    firmware: sql`jsonb_typeof(answer -> 'firmware') = 'object'`,
    faults: sql`answer ->> 'kind' = 'own-fault'`,
  }[filter]
  return sql<(CheckInView & { cursorAt: string })[]>`
    select ${checkInColumns(sql)}, to_char(first_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "cursorAt"
      from check_ins
     where eui = ${eui} and owner_id = ${ownerId} and ${fits}
       and ${after ? sql`(first_at, id) < (${after.at}::timestamptz, ${after.id}::uuid)` : sql`true`}
     order by first_at desc, id desc limit ${limit}`
}

export async function findCheckIn(sql: Sql, ownerId: Eui, eui: Eui, id: string): Promise<CheckInView | undefined> {
  const [row] = await sql<CheckInView[]>`
    select ${checkInColumns(sql)} from check_ins where eui = ${eui} and id = ${id} and owner_id = ${ownerId}`
  return row
}

/** `bootstrap`, `certificate` or `cups:<version>` back to a credential. */
export function parseCredential(text: string): Credential {
  const version = /^cups:(\d+)$/.exec(text)?.[1]
  if (version) return { kind: 'set', version: Number(version) }
  return { kind: text === 'certificate' ? 'certificate' : 'bootstrap' }
}
