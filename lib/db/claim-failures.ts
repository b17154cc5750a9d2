/**
 * Counters of wrong claim PINs and the pauses that they cost (rules.md 19, lib/domain/claims/pin-limits.ts): one row for an
 * owner and gateway, one for an owner, one for an address. They hold for all processes and replicas.
 */
import {
  currentCounter,
  type OwnerCounters,
  PIN_MEMORY,
  type PinCounter,
  type PinScope,
} from '#lib/domain/claims/pin-limits.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import type { Statements } from './client.ts'

interface CounterRow {
  readonly scope: PinScope
  readonly key: string
  readonly failures: number
  readonly since: Date
  readonly held_until: Date | null
}

/** A counter by its row. */
export interface CounterKey {
  readonly scope: PinScope
  readonly key: string
}

export const gatewayKey = (ownerId: Eui, eui: Eui): string => `${ownerId}/${eui}`

const fromRow = (row: CounterRow): PinCounter => ({
  failures: row.failures,
  since: row.since.getTime(),
  heldUntil: row.held_until?.getTime() ?? 0,
})

/**
 * Lets the claims of one owner pass one after the other until the transaction ends: otherwise a hundred guesses at once
 * would all be made before the first of them is counted.
 */
export async function lockClaims(sql: Statements, ownerId: Eui): Promise<void> {
  await sql`select id from owners where id = ${ownerId} for no key update`
}

/** The same for an address, for owners that share its pauses. Owners are locked first. */
export async function lockAddress(sql: Statements, address: string): Promise<void> {
  await sql`select key from claim_failures where scope = 'address' and key = ${address} for update`
}

/** `address`: as `addressKey` writes it. */
export async function readCounters(
  sql: Statements,
  ownerId: Eui,
  euis: readonly Eui[],
  address: string | null,
): Promise<OwnerCounters<Eui>> {
  const keys = euis.map((eui) => gatewayKey(ownerId, eui))
  const rows = await sql<CounterRow[]>`
    select scope, key, failures, since, held_until from claim_failures
     where (scope = 'gateway' and key = any(${keys})) or (scope = 'owner' and key = ${ownerId})
        or (scope = 'address' and key = ${address ?? ''})`
  const one = (scope: PinScope) => rows.filter((row) => row.scope === scope).map(fromRow)[0]
  const gateways = rows.filter((row) => row.scope === 'gateway')
  return {
    gateways: new Map(gateways.map((row) => [row.key.slice(ownerId.length + 1) as Eui, fromRow(row)])),
    owner: one('owner'),
    address: one('address'),
  }
}

/** A counter with what was added to it. */
export interface CountedFailures extends CounterKey {
  readonly added: number
  readonly after: PinCounter
}

/** Counts one failure for each gateway. The address' row is the only one that owners share, and is locked last. */
export async function addFailures(
  sql: Statements,
  ownerId: Eui,
  euis: readonly Eui[],
  address: string | null,
  now: Date,
): Promise<CountedFailures[]> {
  if (euis.length === 0) return []
  const rows = [
    { scope: 'owner', key: ownerId as string, failures: euis.length },
    ...euis.map((eui) => ({ scope: 'gateway', key: gatewayKey(ownerId, eui), failures: 1 })),
    ...(address ? [{ scope: 'address', key: address, failures: euis.length }] : []),
  ]
  const counted = await sql<CounterRow[]>`
    insert into claim_failures as f (scope, key, failures, since, last_at)
    select scope, key, failures, ${now}, ${now}
      from json_to_recordset(${JSON.stringify(rows)}::text::json) as r(scope text, key text, failures int)
    on conflict (scope, key) do update set
      failures = case when ${isOver(sql, now)} then 0 else f.failures end + excluded.failures,
      since = case when ${isOver(sql, now)} then excluded.since else f.since end,
      held_until = case when ${isOver(sql, now)} then null else f.held_until end,
      turned_away = case when ${isOver(sql, now)} then 0 else f.turned_away end,
      last_at = excluded.last_at
    returning scope, key, failures, since, held_until`
  const added = new Map(rows.map((row) => [`${row.scope} ${row.key}`, row.failures]))
  return counted.map((row) => ({
    scope: row.scope,
    key: row.key,
    added: added.get(`${row.scope} ${row.key}`) ?? 0,
    after: currentCounter(fromRow(row), now.getTime()),
  }))
}

/** `isForgotten` of lib/domain/claims/pin-limits.ts. */
const isOver = (sql: Statements, now: Date) =>
  sql`(f.since <= ${new Date(now.getTime() - PIN_MEMORY)}::timestamptz and coalesce(f.held_until <= ${now}::timestamptz, true))`

export async function setPauses(
  sql: Statements,
  pauses: readonly (CounterKey & { readonly until: Date })[],
): Promise<void> {
  if (pauses.length === 0) return
  await sql`
    update claim_failures f set held_until = r.until
      from json_to_recordset(${JSON.stringify(pauses)}::text::json) as r(scope text, key text, until timestamptz)
     where f.scope = r.scope and f.key = r.key`
}

/** Claims of an owner that were not heard: a number, whatever the rate. */
export async function addTurnedAway(sql: Statements, ownerId: Eui, count: number, now: Date): Promise<void> {
  if (count === 0) return
  await sql`
    update claim_failures set turned_away = least(turned_away::bigint + ${count}, 2000000000)::int, last_at = greatest(last_at, ${now}::timestamptz)
     where scope = 'owner' and key = ${ownerId}`
}

/** A right PIN clears the gateway's count. */
export async function clearFailures(sql: Statements, ownerId: Eui, euis: readonly Eui[]): Promise<void> {
  if (euis.length === 0) return
  const keys = euis.map((eui) => gatewayKey(ownerId, eui))
  await sql`delete from claim_failures where scope = 'gateway' and key = any(${keys})`
}

/** Forgets what no longer counts, of anybody. */
export async function deleteOldFailures(sql: Statements, now: Date): Promise<void> {
  await sql`delete from claim_failures f where ${isOver(sql, now)}`
}
