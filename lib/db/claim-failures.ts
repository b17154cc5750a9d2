/** Counters of wrong claim PINs (rules.md 19). Only an owner's own failures ever stand in that owner's way. */
import type { Eui } from '#lib/domain/identifiers.ts'
import type { Statements } from './client.ts'

/** Wrong PINs for one gateway, and in all, that an owner may enter within the window. */
export const MAX_FAILURES = { gateway: 10, owner: 1_000 } as const
const WINDOW = '24 hours'

/** The gateways that this owner has guessed at too often, and whether the owner's total is used up. */
export async function findExhausted(
  sql: Statements,
  ownerId: Eui,
  euis: readonly Eui[],
  now: Date,
): Promise<{ gateways: Set<Eui>; owner: boolean }> {
  const rows = await sql<{ scope: string; key: string }[]>`
    select scope, key from claim_failures
     where since > ${now}::timestamptz - ${WINDOW}::interval
       and ((scope = 'gateway' and key = any(${euis.map((eui) => `${ownerId}/${eui}`)}) and failures >= ${MAX_FAILURES.gateway})
         or (scope = 'owner' and key = ${ownerId} and failures >= ${MAX_FAILURES.owner}))`
  return {
    gateways: new Set(rows.filter((row) => row.scope === 'gateway').map((row) => row.key.slice(17) as Eui)),
    owner: rows.some((row) => row.scope === 'owner'),
  }
}

export async function countFailures(sql: Statements, ownerId: Eui, euis: readonly Eui[], now: Date): Promise<void> {
  if (euis.length === 0) return
  const rows = [
    ...euis.map((eui) => ({ scope: 'gateway', key: `${ownerId}/${eui}`, failures: 1 })),
    { scope: 'owner', key: ownerId, failures: euis.length },
  ].sort((a, b) => (a.key < b.key ? -1 : 1))
  await sql`
    insert into claim_failures as f (scope, key, failures, since)
    select scope, key, failures, ${now} from json_to_recordset(${JSON.stringify(rows)}::text::json) as r(scope text, key text, failures int)
    on conflict (scope, key) do update set
      failures = case when f.since > ${now}::timestamptz - ${WINDOW}::interval then f.failures + excluded.failures else excluded.failures end,
      since = case when f.since > ${now}::timestamptz - ${WINDOW}::interval then f.since else excluded.since end`
}

/** A right PIN clears the gateway's count. */
export async function clearFailures(sql: Statements, ownerId: Eui, euis: readonly Eui[]): Promise<void> {
  if (euis.length === 0) return
  await sql`delete from claim_failures where scope = 'gateway' and key = any(${euis.map((eui) => `${ownerId}/${eui}`)})`
}
