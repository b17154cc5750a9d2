/** What the console and `info` read of gateways. The state is computed in one place: `STATE`. */
import type { Credential, Outcome } from '#lib/domain/check-in.ts'
import type { AnswerRecord } from '#lib/domain/check-in-record.ts'
import type { ReportedState } from '#lib/domain/cups-request.ts'
import type { CheckInFilter } from '#lib/domain/gateway-page/check-in-filter.ts'
import { type GatewayState, SILENT_AFTER_SECONDS } from '#lib/domain/gateway-state.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import type { Sql, Statements } from './client.ts'

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
  readonly flavor: string
  readonly origin: 'batch' | 'added'
  readonly state: GatewayState
  readonly lastSeen: Date | null
  readonly lnsUri: string | null
  readonly cupsUri: string | null
  readonly reported: ReportedState | null
  readonly answer: AnswerRecord | null
}

export interface GatewayFilter {
  /** Hex digits anywhere in the EUI, or in the MAC that it was made from. */
  readonly fragment?: string | undefined
  /** Text anywhere in the name, or in the ID6 with all its groups. */
  readonly text?: string | undefined
  readonly state?: GatewayState | undefined
  readonly tag?: string | undefined
  readonly site?: string | undefined
  /** CRC of an image that the gateway is scheduled for, or was sent last. */
  readonly firmware?: number | undefined
}

export type GatewaySort = 'eui' | 'name' | 'lastSeen'

export interface GatewayPageRequest extends GatewayFilter {
  readonly sort: GatewaySort
  readonly descending: boolean
  /** The sort value and EUI of the last row of the page before. */
  readonly after?: { readonly value: string; readonly eui: Eui } | undefined
  readonly limit: number
}

/** What only an ID6 looks like, and so what is worth writing every EUI as one for. */
const PART_OF_ID6 = /^[0-9a-f]{0,4}(:[0-9a-f]{0,4}){1,3}$/i

/** The condition on gateways `g`, without the state, which needs the report. */
export function filteredGateways(sql: Statements, ownerId: Eui, filter: GatewayFilter) {
  const { fragment, text, tag, site, firmware } = filter
  const digits = (text ?? '').replace(/[-:\s]/g, '').toLowerCase()
  const matches = [
    ...(fragment
      ? [
          sql`position(${fragment} in g.eui) > 0`,
          sql`(substr(g.eui, 7, 4) = 'fffe' and position(${fragment} in substr(g.eui, 1, 6) || substr(g.eui, 11)) > 0)`,
        ]
      : []),
    // Twelve digits are read as a MAC, and may as well be the beginning of an EUI-64.
    ...(digits.length === 12 ? [sql`position(${digits} in g.eui) > 0`] : []),
    ...(text ? [sql`position(lower(${text}) in lower(g.name)) > 0`] : []),
    ...(text && PART_OF_ID6.test(text) ? [sql`position(lower(${text}) in ${ID6(sql)}) > 0`] : []),
  ]
  const any = matches.reduce((all, one) => sql`${all} or ${one}`, sql`false`)
  const scheduled = (crc: number) => sql`
    exists (select from firmware_schedules f where f.eui = g.eui and f.owner_id = g.owner_id and f.crc = ${crc} and f.state <> 'cancelled')`
  return sql`g.owner_id = ${ownerId} ${matches.length > 0 ? sql`and (${any})` : sql``}
    ${tag === undefined ? sql`` : sql`and g.tags @> array[${tag}]::text[]`} ${site === undefined ? sql`` : sql`and g.site = ${site}`}
    ${firmware === undefined ? sql`` : sql`and ${scheduled(firmware)}`}`
}

/** `0:ff:fe00:abc`: four groups without leading zeros. */
const ID6 = (sql: Statements) =>
  sql`regexp_replace(regexp_replace(g.eui, '(....)(?=.)', '\\1:', 'g'), '\\m0{1,3}(?=[0-9a-f])', '', 'g')`

/** One page by keyset: `limit` rows after the cursor. */
export async function listGatewayPage(
  sql: Sql,
  ownerId: Eui,
  page: GatewayPageRequest,
  now: Date,
): Promise<(GatewayListRow & { sortValue: string })[]> {
  const value = {
    eui: sql`v.eui`,
    name: sql`lower(v.name)`,
    // Never seen sorts as the oldest.
    lastSeen: sql`coalesce(to_char(v."lastSeen" at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), '')`,
  }[page.sort]
  const direction = page.descending ? sql`desc` : sql`asc`
  const than = page.descending ? sql`<` : sql`>`
  return sql<(GatewayListRow & { sortValue: string })[]>`
    with v as (
      select g.eui, g.name, g.tags, g.site, g.flavor, g.origin, ${gatewayState(sql, now)} as state, r.last_seen_at as "lastSeen", r.reported, r.answer,
             g.cups_version, g.tc_version
        from gateways g left join gateway_reports r on r.eui = g.eui
       where ${filteredGateways(sql, ownerId, page)}
    ), p as (
      select v.*, ${value} collate "C" as "sortValue" from v
       where ${page.state ? sql`v.state = ${page.state}` : sql`true`}
         and ${page.after ? sql`(${value} collate "C", v.eui) ${than} (${page.after.value}, ${page.after.eui})` : sql`true`}
       order by ${value} collate "C" ${direction}, v.eui ${direction} limit ${page.limit}
    )
    select p.eui, p.name, p.tags, p.site, p.flavor, p.origin, p.state, p."lastSeen", p.reported, p.answer, p."sortValue", coalesce(t.lns_uri, t.uri) as "lnsUri", c.uri as "cupsUri"
      from p
      left join credential_sets t on t.eui = p.eui and t.category = 'tc' and t.version = p.tc_version
      left join credential_sets c on c.eui = p.eui and c.category = 'cups' and c.version = p.cups_version
     order by p."sortValue" ${direction}, p.eui ${direction}`
}

/** How many gateways of the owner are in each state, under the same search. */
export async function countGatewayStates(
  sql: Sql,
  ownerId: Eui,
  filter: GatewayFilter,
  now: Date,
): Promise<Map<GatewayState, number>> {
  const rows = await sql<{ state: GatewayState; count: string }[]>`
    select ${gatewayState(sql, now)} as state, count(*) as count
      from gateways g left join gateway_reports r on r.eui = g.eui
     where ${filteredGateways(sql, ownerId, filter)} group by 1`
  return new Map(rows.map((row) => [row.state, Number(row.count)]))
}

export interface GatewayDetail {
  readonly eui: Eui
  readonly name: string
  readonly tags: readonly string[]
  readonly site: string
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
    select g.eui, g.name, g.tags, g.site, g.flavor, g.origin, ${gatewayState(sql, now)} as state, g.revision, g.cups_version as "cupsVersion", g.tc_version as "tcVersion",
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
