/**
 * Counters of wrong claim PINs (rules.md 19): per owner and gateway, per owner, and per address. A right PIN is never
 * refused because of somebody else's failures: what comes from an address only weighs on an owner who has failed often.
 */
import type { Eui } from '#lib/domain/identifiers.ts'
import type { Statements } from './client.ts'

/** Wrong PINs within the window: of an owner for one gateway, of an owner, and of all owners at one address. */
export const MAX_FAILURES = { gateway: 10, owner: 1_000, address: 3_000 } as const
/** From so many failures of its own on, an owner shares the limit of its address. */
export const OWN_SHARE = 100
const WINDOW = '24 hours'

/**
 * Lets the claims of one owner pass one after the other until the transaction ends: otherwise a hundred guesses at once
 * would all be made before the first of them is counted.
 */
export async function lockClaims(sql: Statements, ownerId: Eui): Promise<void> {
  await sql`select id from owners where id = ${ownerId} for no key update`
}

/** The gateways that this owner has guessed at too often, and whether the owner's or the address' total is used up. */
export async function findExhausted(
  sql: Statements,
  ownerId: Eui,
  euis: readonly Eui[],
  address: string | null,
  now: Date,
): Promise<{ gateways: Set<Eui>; owner: boolean; address: boolean }> {
  const rows = await sql<{ scope: string; key: string; failures: number }[]>`
    select scope, key, failures from claim_failures
     where since > ${now}::timestamptz - ${WINDOW}::interval
       and ((scope = 'gateway' and key = any(${euis.map((eui) => `${ownerId}/${eui}`)}))
         or (scope = 'owner' and key = ${ownerId}) or (scope = 'address' and key = ${address ?? ''}))`
  const own = rows.find((row) => row.scope === 'owner')?.failures ?? 0
  const here = rows.find((row) => row.scope === 'address')?.failures ?? 0
  return {
    gateways: new Set(
      rows
        .filter((row) => row.scope === 'gateway' && row.failures >= MAX_FAILURES.gateway)
        .map((row) => row.key.slice(ownerId.length + 1) as Eui),
    ),
    owner: own >= MAX_FAILURES.owner,
    address: here >= MAX_FAILURES.address && own >= OWN_SHARE,
  }
}

/** Counts one failure per gateway. The address' row is the only one that owners share, and is locked last. */
export async function countFailures(
  sql: Statements,
  ownerId: Eui,
  euis: readonly Eui[],
  address: string | null,
  now: Date,
): Promise<void> {
  if (euis.length === 0) return
  const all = euis.length
  const rows = [
    { scope: 'owner', key: ownerId, failures: all },
    ...euis.map((eui) => ({ scope: 'gateway', key: `${ownerId}/${eui}`, failures: 1 })),
    ...(address ? [{ scope: 'address', key: address, failures: all }] : []),
  ]
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

/** Forgets windows that are over, of anybody. */
export async function deleteOldFailures(sql: Statements, now: Date): Promise<void> {
  await sql`delete from claim_failures where since <= ${now}::timestamptz - ${WINDOW}::interval`
}
