/** Basic HTTPS connections. What is sealed stays sealed here: lib/services/connections/connection-secrets.ts opens it. */
import type {
  ContentType,
  DeactivationReason,
  DownlinkKind,
  QueueMode,
  Source,
} from '#lib/domain/connections/connection-fields.ts'
import type { AssignedDomain, DomainScope } from '#lib/domain/connections/domain-scope.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import type { Statements } from './client.ts'

/** What a network server's API needs beside its URL and token. */
export interface DownlinkSettings {
  /** Of The Things Stack. */
  readonly applicationId?: string
  /** Of The Things Stack. */
  readonly webhookId?: string
}

/** A connection as it is kept, without its domains. */
export interface StoredConnection {
  readonly id: string
  readonly ownerId: Eui
  readonly asId: string
  readonly customerId: string
  readonly name: string
  /** Without login and password. */
  readonly url: string
  readonly loginEnc: Buffer | null
  readonly contentType: ContentType
  readonly keyEnc: Buffer
  readonly keyCheckValue: string
  readonly keyChangedAt: Date
  readonly previousKeyEnc: Buffer | null
  readonly previousKeyUntil: Date | null
  readonly signWithPrevious: boolean
  readonly headersEnc: Buffer | null
  readonly headerNames: readonly string[]
  readonly additionalInformation: string
  readonly active: boolean
  readonly deactivatedReason: DeactivationReason | null
  readonly deactivatedAt: Date | null
  readonly queueMode: QueueMode
  readonly source: Source
  /** Seconds. */
  readonly maxDeviation: number
  readonly downlinkKind: DownlinkKind
  readonly downlinkUrl: string | null
  readonly downlinkSettings: DownlinkSettings
  readonly downlinkTokenEnc: Buffer | null
  /** SHA-256. */
  readonly reportDigest: Buffer
  readonly reportHint: string
  readonly reportChangedAt: Date
  readonly previousReportDigest: Buffer | null
  readonly previousReportUntil: Date | null
  readonly revision: number
  readonly createdAt: Date
  readonly createdBy: string
  readonly updatedAt: Date
  readonly updatedBy: string
}

const columns = (sql: Statements) => sql`
  c.id, c.owner_id as "ownerId", c.as_id as "asId", c.customer_id as "customerId", c.name, c.url, c.login_enc as "loginEnc",
  c.content_type as "contentType", c.key_enc as "keyEnc", c.key_check_value as "keyCheckValue", c.key_changed_at as "keyChangedAt",
  c.previous_key_enc as "previousKeyEnc", c.previous_key_until as "previousKeyUntil", c.sign_with_previous as "signWithPrevious",
  c.headers_enc as "headersEnc", c.header_names as "headerNames", c.additional_information as "additionalInformation",
  c.active, c.deactivated_reason as "deactivatedReason", c.deactivated_at as "deactivatedAt", c.queue_mode as "queueMode",
  c.source, c.max_deviation as "maxDeviation", c.downlink_kind as "downlinkKind", c.downlink_url as "downlinkUrl",
  c.downlink_settings as "downlinkSettings", c.downlink_token_enc as "downlinkTokenEnc", c.report_digest as "reportDigest",
  c.report_hint as "reportHint", c.report_changed_at as "reportChangedAt", c.previous_report_digest as "previousReportDigest",
  c.previous_report_until as "previousReportUntil", c.revision, c.created_at as "createdAt", c.created_by as "createdBy",
  c.updated_at as "updatedAt", c.updated_by as "updatedBy"`

/** The owner's connection; `forUpdate` inside a transaction. */
export async function findConnection(
  sql: Statements,
  ownerId: Eui,
  id: string,
  { forUpdate = false } = {},
): Promise<StoredConnection | undefined> {
  const [row] = await sql<StoredConnection[]>`
    select ${columns(sql)} from connections c where c.owner_id = ${ownerId} and c.id = ${id}
    ${forUpdate ? sql`for update` : sql``}`
  return row
}

/** For the worker, which acts for every owner: in any order, those that are there. */
export async function findConnectionsForDelivery(sql: Statements, ids: readonly string[]): Promise<StoredConnection[]> {
  if (ids.length === 0) return []
  return sql<StoredConnection[]>`select ${columns(sql)} from connections c where c.id = any(${ids as string[]}::uuid[])`
}

/** For a downlink, which names its connection by AS_ID and proves with the key that it may. */
export async function findConnectionByAsId(sql: Statements, asId: string): Promise<StoredConnection | undefined> {
  const [row] = await sql<StoredConnection[]>`select ${columns(sql)} from connections c where c.as_id = ${asId}`
  return row
}

/** For a report, which names its connection in the path and proves with the report credential that it may. */
export async function findConnectionForReports(sql: Statements, id: string): Promise<StoredConnection | undefined> {
  const [row] = await sql<StoredConnection[]>`select ${columns(sql)} from connections c where c.id = ${id}`
  return row
}

/** The domains of connections of the owner, by group name. */
export async function findDomainsOf(
  sql: Statements,
  ownerId: Eui,
  ids: readonly string[],
): Promise<Map<string, AssignedDomain[]>> {
  if (ids.length === 0) return new Map()
  const rows = await sql<(AssignedDomain & { id: string })[]>`
    select a.connection_id as id, a.group_id as "groupId", a.domain_id as "domainId", g.name as "group", d.path
      from connection_domains a
      join domains d on d.id = a.domain_id and d.owner_id = a.owner_id
      join domain_groups g on g.id = a.group_id and g.owner_id = a.owner_id
     where a.owner_id = ${ownerId} and a.connection_id = any(${ids as string[]}::uuid[])
     order by lower(g.name), g.id`
  const found = new Map<string, AssignedDomain[]>(ids.map((id) => [id, []]))
  for (const { id, ...domain } of rows) found.get(id)?.push(domain)
  return found
}

/**
 * The condition under which a caller may know of connection `c`: `visibilityOf` of lib/domain as SQL. Statements that
 * read connections for a person carry it, those of deliveries and events too.
 */
export function visibleTo(sql: Statements, scope: DomainScope) {
  if (scope === null) return sql`true`
  const restrictions = JSON.stringify(scope.map(({ groupId, path, prefix }) => ({ group_id: groupId, path, prefix })))
  const groups = [...new Set(scope.map((one) => one.groupId))]
  // The covered domains do not depend on the connection: they are found once per statement.
  return sql`(
    not exists (select 1 from connection_domains a where a.connection_id = c.id)
    or not exists (
      select 1 from unnest(${groups}::uuid[]) as w(group_id)
       where not exists (
         select 1 from connection_domains a
          where a.connection_id = c.id and a.group_id = w.group_id and a.domain_id in (
            select d.id from json_to_recordset(${restrictions}::text::json) as r(group_id uuid, path text, prefix boolean)
              join domains d on d.group_id = r.group_id
             where lower(d.path) = lower(r.path) or (r.prefix and starts_with(lower(d.path), lower(r.path) || '/'))))))`
}

export type NewConnection = Omit<
  StoredConnection,
  'revision' | 'createdAt' | 'createdBy' | 'updatedAt' | 'updatedBy' | 'ownerId'
>

/** False: the AS_ID is taken. */
export async function insertConnection(
  sql: Statements,
  ownerId: Eui,
  one: NewConnection,
  createdBy: string,
  now: Date,
): Promise<boolean> {
  const rows = await sql`
    insert into connections (id, owner_id, as_id, customer_id, name, url, login_enc, content_type, key_enc, key_check_value,
           key_changed_at, previous_key_enc, previous_key_until, sign_with_previous, headers_enc, header_names,
           additional_information, active, deactivated_reason, deactivated_at, queue_mode, source, max_deviation,
           downlink_kind, downlink_url, downlink_settings, downlink_token_enc, report_digest, report_hint, report_changed_at,
           previous_report_digest, previous_report_until, revision, created_at, created_by, updated_at, updated_by)
    values (${one.id}, ${ownerId}, ${one.asId}, ${one.customerId}, ${one.name}, ${one.url}, ${one.loginEnc}, ${one.contentType},
           ${one.keyEnc}, ${one.keyCheckValue}, ${one.keyChangedAt}, ${one.previousKeyEnc}, ${one.previousKeyUntil},
           ${one.signWithPrevious}, ${one.headersEnc}, ${one.headerNames as string[]}::text[], ${one.additionalInformation},
           ${one.active}, ${one.deactivatedReason}, ${one.deactivatedAt}, ${one.queueMode}, ${one.source}, ${one.maxDeviation},
           ${one.downlinkKind}, ${one.downlinkUrl}, ${JSON.stringify(one.downlinkSettings)}::text::jsonb, ${one.downlinkTokenEnc},
           ${one.reportDigest}, ${one.reportHint}, ${one.reportChangedAt}, ${one.previousReportDigest}, ${one.previousReportUntil},
           0, ${now}, ${createdBy}, ${now}, ${createdBy})
    on conflict (as_id) do nothing returning id`
  return rows.length > 0
}

/** Writes everything that may change of a connection that the caller holds the lock of; answers the new revision. */
export async function updateConnection(
  sql: Statements,
  ownerId: Eui,
  one: StoredConnection,
  updatedBy: string,
  now: Date,
): Promise<number> {
  const [row] = await sql<{ revision: number }[]>`
    update connections set customer_id = ${one.customerId}, name = ${one.name}, url = ${one.url}, login_enc = ${one.loginEnc},
           content_type = ${one.contentType}, key_enc = ${one.keyEnc}, key_check_value = ${one.keyCheckValue},
           key_changed_at = ${one.keyChangedAt}, previous_key_enc = ${one.previousKeyEnc}, previous_key_until = ${one.previousKeyUntil},
           sign_with_previous = ${one.signWithPrevious}, headers_enc = ${one.headersEnc},
           header_names = ${one.headerNames as string[]}::text[], additional_information = ${one.additionalInformation},
           active = ${one.active}, deactivated_reason = ${one.deactivatedReason}, deactivated_at = ${one.deactivatedAt},
           queue_mode = ${one.queueMode}, source = ${one.source}, max_deviation = ${one.maxDeviation},
           downlink_kind = ${one.downlinkKind}, downlink_url = ${one.downlinkUrl},
           downlink_settings = ${JSON.stringify(one.downlinkSettings)}::text::jsonb, downlink_token_enc = ${one.downlinkTokenEnc},
           report_digest = ${one.reportDigest}, report_hint = ${one.reportHint}, report_changed_at = ${one.reportChangedAt},
           previous_report_digest = ${one.previousReportDigest}, previous_report_until = ${one.previousReportUntil},
           revision = revision + 1, updated_at = ${now}, updated_by = ${updatedBy}
     where id = ${one.id} and owner_id = ${ownerId} returning revision`
  if (!row) throw new Error('the connection was not locked')
  return row.revision
}

/** Replaces the domains; `domainIds` are of the owner and of different groups. */
export async function replaceDomainsOf(
  sql: Statements,
  ownerId: Eui,
  id: string,
  assigned: readonly Pick<AssignedDomain, 'groupId' | 'domainId'>[],
): Promise<void> {
  await sql`delete from connection_domains where owner_id = ${ownerId} and connection_id = ${id}`
  if (assigned.length === 0) return
  await sql`
    insert into connection_domains (connection_id, group_id, owner_id, domain_id)
    select ${id}, d.group_id, ${ownerId}, d.id from domains d
     where d.owner_id = ${ownerId} and d.id = any(${assigned.map((one) => one.domainId)}::uuid[])`
}

/** False: it was not there. */
export async function deleteConnection(sql: Statements, ownerId: Eui, id: string): Promise<boolean> {
  const rows = await sql`delete from connections where id = ${id} and owner_id = ${ownerId} returning id`
  return rows.length > 0
}
