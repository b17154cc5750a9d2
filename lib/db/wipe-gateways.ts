/** What leaves with an owner: one function for deleting, for a claim that beats an add, and for transfers (rules.md 8, 17). */
import type { Eui } from '#lib/domain/identifiers.ts'
import type { Statements } from './client.ts'

/**
 * Removes what their owner put on gateways that the caller has locked, and has not given away yet: sets with their keys,
 * LNS tokens and discovery, firmware, labels, a simulation's files, added tokens that an owner knows, the count of bootstrap uses, offers. CUPS
 * certificates that a CA of the owner issued are revoked. What the log, the trail and the events tell stays the owner's. A
 * rollout finds the gateway gone at its next step, and an outage at the next look.
 */
export async function wipeGateways(sql: Statements, given: readonly Eui[], now: Date): Promise<void> {
  const euis = given as Eui[]
  await sql`
    insert into revoked_certificates (id, owner_id, ca_id, serial, reason, revoked_at, revoked_by)
    select gen_random_uuid(), i.owner_id, i.ca_id, i.serial, 'Its gateway left this owner.', ${now}, 'system'
      from client_certificates i join gateways g on g.eui = i.eui and g.owner_id = i.owner_id
     where g.eui = any(${euis}) and i.category = 'cups'
    on conflict do nothing`
  await sql`delete from credential_sets where eui = any(${euis})`
  await sql`delete from firmware_schedules where eui = any(${euis})`
  await sql`delete from gateway_reports where eui = any(${euis})`
  await sql`delete from gateway_discoveries where eui = any(${euis})`
  await sql`delete from bootstrap_uses where eui = any(${euis})`
  await sql`delete from simulated_gateways where eui = any(${euis})`
  await sql`delete from expiry_notices where eui = any(${euis})`
  await sql`
    update transfer_gateways set state = 'void', settled_at = ${now}, settled_by = 'system'
     where eui = any(${euis}) and state = 'offered'`
  await sql`
    update gateways set released_at = case when last_setup_at is null then released_at else ${now}::timestamptz end,
           name = '', tags = '{}', site = '', latitude = null, longitude = null, cups_version = null, tc_version = null, last_setup_at = null,
           token_enc = null, kept_token_digest = null, revision = revision + 1
     where eui = any(${euis})`
}
