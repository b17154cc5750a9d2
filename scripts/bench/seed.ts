/** Fills the database with gateways that are set up, and have proved it: what a fleet looks like on a quiet day. */
import { createHash } from 'node:crypto'
import type { Eui } from '#lib/domain/identifiers.ts'
import type { Context } from '#lib/services/context.ts'
import { CUPS_URI, fleetGateway, LNS_URI } from './fleet.ts'

const ROWS_PER_STATEMENT = 10_000
/** As many bytes as a sealed token line has: an unchanged check-in never opens it. */
const SEALED_TOKEN = Buffer.alloc(90, 0x5a)

/** Gateways 0 to `count` of the fleet, with a proven CUPS and LNS set each. */
export async function seedFleet(context: Context, ownerId: Eui, count: number, trust: Uint8Array): Promise<void> {
  const { sql } = context
  for (let from = 0; from < count; from += ROWS_PER_STATEMENT) {
    const gateways = Array.from({ length: Math.min(ROWS_PER_STATEMENT, count - from) }, (_, i) =>
      fleetGateway(from + i, trust),
    )
    const rows = gateways.map((one) => ({
      eui: one.eui,
      digest: createHash('sha256').update(one.cupsToken).digest('hex'),
      lns_digest: createHash('sha256').update(one.lnsToken).digest('hex'),
      cups_crc: one.cupsCrc,
      tc_crc: one.tcCrc,
    }))
    await sql`
      with fleet as materialized (
        select * from json_to_recordset(${JSON.stringify(rows)}::text::json)
          as r(eui text, digest text, lns_digest text, cups_crc bigint, tc_crc bigint)
      ), added as (
        insert into gateways (eui, owner_id, origin, flavor, token_digest, cups_version, tc_version, claimed_at, last_setup_at)
        select eui, ${ownerId}, 'added', 'bench', sha256(decode(digest, 'hex')), 1, 1, now(), now() from fleet
      )
      insert into credential_sets (eui, category, version, owner_id, uri, trust, key_kind, key_enc, crc, auth_digest,
             offered_at, proven_at, backup, created_by)
      select eui, category, 1, ${ownerId}, uri, ${Buffer.from(trust)}, 'token', ${SEALED_TOKEN}, crc, decode(one.digest, 'hex'),
             now(), now(), category = 'cups', 'bench'
        from fleet, lateral (values ('cups', ${CUPS_URI}, cups_crc, fleet.digest), ('tc', ${LNS_URI}, tc_crc, lns_digest))
          as one(category, uri, crc, digest)`
  }
  await sql`vacuum (analyze) gateways, credential_sets`
}

/** How many check-ins the log holds: those that were written, counted one by one. */
export async function countWritten(context: Context): Promise<number> {
  const [row] = await context.sql<{ times: string }[]>`select coalesce(sum(times), 0) as times from check_ins`
  return Number(row?.times ?? 0)
}
