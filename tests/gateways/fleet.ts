/** Batches, owners and gateways for the tests of the Owner API's use cases. */
import { randomUUID } from 'node:crypto'

import { findBatchRoots } from '#lib/db/check-ins.ts'
import { type Eui, euiFromBigInt, euiToBigInt } from '#lib/domain/identifiers.ts'
import { claimGateways } from '#lib/services/claim-gateways.ts'
import type { Context, OwnerActor } from '#lib/services/context.ts'
import { createBatch } from '#lib/services/create-batch.ts'

let nextRange = 0x70b3_d500_0000_0000n

export interface TestBatch {
  readonly from: Eui
  /** The gateway number `index` of the range. */
  eui(index: number): Eui
}

/** A batch with a range of its own. */
export async function makeBatch(context: Context, size = 1_000): Promise<TestBatch> {
  const from = nextRange
  nextRange += 0x100_0000n
  await createBatch(context, {
    from: euiFromBigInt(from),
    to: euiFromBigInt(from + BigInt(size - 1)),
    flavor: 'Test gateway',
  })
  return { from: euiFromBigInt(from), eui: (index) => euiFromBigInt(from + BigInt(index)) }
}

/** Identifiers outside of every batch. */
export function looseEuis(count: number): Eui[] {
  const from = nextRange
  nextRange += 0x100_0000n
  return Array.from({ length: count }, (_, index) => euiFromBigInt(from + BigInt(index)))
}

export const after = (eui: Eui, by: number): Eui => euiFromBigInt(euiToBigInt(eui) + BigInt(by))

/** The PINs on the labels, without a row in the trail. */
export async function pinsOf(context: Context, euis: readonly Eui[]): Promise<string[]> {
  const roots = await findBatchRoots(context.sql, euis)
  const [root] = roots.values()
  if (!root || roots.size !== euis.length) throw new Error('not all of one batch')
  return (await context.keys.derive(root.rootKeyEnc, euis)).map((one) => one.claimPin)
}

export async function pinOf(context: Context, eui: Eui): Promise<string> {
  const [pin] = await pinsOf(context, [eui])
  return pin ?? ''
}

/** Claims with the right PINs, and insists that it worked. */
export async function claimAll(context: Context, owner: OwnerActor, euis: readonly Eui[]): Promise<void> {
  const pins = await pinsOf(context, euis)
  const answers = await claimGateways(
    context,
    owner,
    euis.map((gateway, index) => ({ gateway, claim: pins[index] })),
  )
  const failed = answers.find((answer) => answer.error)
  if (failed) throw new Error(failed.error)
}

/** A PIN that is not the right one. */
export const wrong = (pin: string): string => `${pin.slice(0, 7)}${pin.endsWith('0') ? '1' : '0'}`

export async function ownerOf(context: Context, eui: Eui): Promise<Eui | null | undefined> {
  const [row] = await context.sql<{ owner_id: Eui | null }[]>`select owner_id from gateways where eui = ${eui}`
  return row?.owner_id
}

/** Every byte of every row of every table, as one text: what an intruder with a copy of the database would search. */
export async function dumpDatabase(context: Context): Promise<string> {
  const tables = await context.sql<{ name: string }[]>`
    select quote_ident(tablename) as name from pg_tables where schemaname = 'public'`
  const parts = await Promise.all(
    tables.map(async ({ name }) => {
      const rows = await context.sql.unsafe<{ row: string }[]>(`select t::text as row from ${name} t`)
      return rows.map((row) => `${name} ${row.row}`).join('\n')
    }),
  )
  return parts.join('\n')
}

/** True when `secret` stands in the dump: as text, in hex (as bytea prints), or in Base64. */
export function holds(dump: string, secret: Uint8Array | string): boolean {
  const bytes = Buffer.from(secret as string)
  const forms = [bytes.toString('hex'), bytes.toString('latin1'), bytes.toString('base64').replace(/=+$/, '')]
  return forms.some((form) => dump.includes(form))
}

export async function auditOf(
  context: Context,
  eui: Eui,
): Promise<{ owner_id: string; action: string; detail: unknown }[]> {
  return context.sql`select owner_id, action, detail from audit_entries where eui = ${eui} order by id`
}

/** What the gateway plane leaves behind a check-in: the last report and a line in the log. */
export async function recordCheckIn(
  context: Context,
  ownerId: Eui | null,
  eui: Eui,
  seen: {
    at?: Date
    tcUri?: string | null
    outcome?: 'in-sync' | 'pending' | 'diverged' | 'fell-back'
    /** Versions that were desired, and those of them that the report matched. */
    cups?: number | null
    tc?: number | null
    matchedCups?: number | null
    matchedTc?: number | null
  } = {},
): Promise<void> {
  const { at = context.now(), tcUri = null, outcome = 'in-sync', cups = null, tc = null } = seen
  const { matchedCups = cups, matchedTc = tc } = seen
  const id = randomUUID()
  const reported = JSON.stringify({
    router: eui,
    cupsUri: null,
    tcUri,
    cupsCredCrc: 1,
    tcCredCrc: 2,
    station: '2.0.6',
    model: 'linux',
    package: '1.0',
    keys: [],
  })
  const answer = JSON.stringify({
    kind: 'unchanged',
    reasons: [],
    cupsUri: null,
    tcUri: null,
    cupsVersion: null,
    tcVersion: null,
    cupsCredentialBytes: 0,
    tcCredentialBytes: 0,
    bytes: 14,
  })
  await context.sql`
    insert into check_ins (eui, id, owner_id, first_at, last_at, times, address, reported, credential, answer, fell_back)
    values (${eui}, ${id}, ${ownerId}, ${at}, ${at}, 1, '198.51.100.7', ${reported}::text::jsonb, 'bootstrap', ${answer}::text::jsonb, false)`
  await context.sql`
    insert into gateway_reports (eui, first_seen_at, last_seen_at, address, reported, credential, answer, fell_back, outcome,
           seen_cups_version, seen_tc_version, matched_cups_version, matched_tc_version, fingerprint, check_in_id)
    values (${eui}, ${at}, ${at}, '198.51.100.7', ${reported}::text::jsonb, 'bootstrap', ${answer}::text::jsonb, ${outcome === 'fell-back'},
            ${outcome}, ${cups}, ${tc}, ${matchedCups}, ${matchedTc}, 'f', ${id})
    on conflict (eui) do update set last_seen_at = excluded.last_seen_at, reported = excluded.reported, outcome = excluded.outcome,
           fell_back = excluded.fell_back, seen_cups_version = excluded.seen_cups_version, seen_tc_version = excluded.seen_tc_version,
           matched_cups_version = excluded.matched_cups_version, matched_tc_version = excluded.matched_tc_version`
}
