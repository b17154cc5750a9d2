/** What leaves with an owner: one function for deleting, for a claim that beats an add, and for transfers (rules.md 8, 17). */
import type { PendingQuery, Row } from 'postgres'
import type { Eui } from '#lib/domain/identifiers.ts'
import type { Statements } from './client.ts'

type Fragment = PendingQuery<Row[]>

/**
 * Removes what their owner put on gateways that the caller has locked, and has not given away yet: sets with their keys,
 * LNS tokens and discovery, firmware, labels, a simulation's files, added tokens that an owner knows, the count of bootstrap uses, offers. CUPS
 * certificates that a CA of the owner issued are revoked. What the log, the trail and the events tell stays the owner's. A
 * rollout finds the gateway gone at its next step, and an outage at the next look.
 */
export async function wipeGateways(sql: Statements, euis: readonly Eui[], now: Date): Promise<void> {
  await wipeBelongings(sql, euis, now)
  await leaveOwner(
    sql,
    euis,
    sql`update gateways g set ${wipedColumns(sql, now)}, ${noLabels(sql)}, token_enc = null, ${nothingKept(sql)} where g.eui = any(${euis as Eui[]})`,
  )
}

/** What lies in other tables, except for the reports. */
export async function wipeBelongings(sql: Statements, given: readonly Eui[], now: Date): Promise<void> {
  const euis = given as Eui[]
  await sql`
    insert into revoked_certificates (id, owner_id, ca_id, serial, reason, revoked_at, revoked_by)
    select gen_random_uuid(), i.owner_id, i.ca_id, i.serial, 'Its gateway left this owner.', ${now}, 'system'
      from client_certificates i join gateways g on g.eui = i.eui and g.owner_id = i.owner_id
     where g.eui = any(${euis}) and i.category = 'cups'
    on conflict do nothing`
  await sql`delete from credential_sets where eui = any(${euis})`
  await sql`delete from firmware_schedules where eui = any(${euis})`
  await sql`delete from gateway_discoveries where eui = any(${euis})`
  await sql`delete from bootstrap_uses where eui = any(${euis})`
  await sql`delete from simulated_gateways where eui = any(${euis})`
  await sql`delete from expiry_notices where eui = any(${euis})`
  await sql`
    update transfer_gateways set state = 'void', settled_at = ${now}, settled_by = 'system'
     where eui = any(${euis}) and state = 'offered'`
}

/** Of the row of a gateway, whoever it belongs to afterwards: assignments for an `update gateways g`. */
export const wipedColumns = (sql: Statements, now: Date): Fragment => sql`
  released_at = case when g.last_setup_at is null then g.released_at else ${now}::timestamptz end,
  cups_version = null, tc_version = null, last_setup_at = null, revision = g.revision + 1`

/** Credentials of owners before, which are good beside the token that the gateway came with. */
export const nothingKept = (sql: Statements): Fragment => sql`kept_token_digest = null, kept_backup_digests = null`

export const noLabels = (sql: Statements): Fragment => sql`
  name = '', tags = '{}', site = '', latitude = null, longitude = null`

/**
 * Deletes the reports together with `change` of the rows. One statement: the triggers of the index look once when both are
 * done, and not at what is between (docs/decisions/0118).
 */
export async function leaveOwner(sql: Statements, euis: readonly Eui[], change: Fragment): Promise<void> {
  await sql`with forgotten as (delete from gateway_reports where eui = any(${euis as Eui[]})) ${change}`
}
