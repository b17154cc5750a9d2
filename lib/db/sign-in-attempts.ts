/** Sign-in attempts per account and address, counted for all replicas together. */
import type { Sql } from './client.ts'

export interface AttemptScope {
  readonly scope: 'pair' | 'account' | 'address'
  readonly key: string
  /** Attempts without a pause. */
  readonly free: number
  /** The longest pause, in seconds. */
  readonly longest: number
}

/** Attempts are forgotten after an hour without one. */
const MEMORY = '1 hour'

/**
 * Counts one attempt in every scope as a failure, before the password is looked at. Counting and pausing are one
 * statement under the row's lock, so that parallel guesses cannot pass together. The n-th attempt beyond the free ones
 * starts a pause of 2^n seconds. Answers undefined, or the end of the pause that forbids this attempt.
 */
export async function takeAttempt(
  sql: Sql,
  params: { scopes: readonly AttemptScope[]; now: Date },
): Promise<Date | undefined> {
  const { now } = params
  const rows = JSON.stringify(params.scopes)
  const failures = sql`
    (case when a.last_at < excluded.last_at - ${MEMORY}::interval then 1 else a.failures + 1 end)`
  const taken = await sql`
    insert into sign_in_attempts as a (scope, key, failures, last_at, blocked_until)
    select scope, key, 1, ${now}::timestamptz, ${now}::timestamptz
    from json_to_recordset(${rows}::text::json) as r(scope text, key text)
    order by scope, key
    on conflict (scope, key) do update set
      failures = ${failures},
      last_at = excluded.last_at,
      blocked_until = excluded.last_at + interval '1 second' * (
        select case when ${failures} > r.free then least(r.longest, power(2, least(${failures} - r.free, 30))) else 0 end
        from json_to_recordset(${rows}::text::json) as r(scope text, key text, free int, longest int)
        where r.scope = a.scope and r.key = a.key)
    where a.blocked_until <= excluded.last_at
    returning scope`
  if (taken.length === params.scopes.length) return undefined
  const [row] = await sql<{ until: Date | null }[]>`
    select max(a.blocked_until) as until from sign_in_attempts a
    join json_to_recordset(${rows}::text::json) as r(scope text, key text) using (scope, key)`
  return row?.until ?? now
}

/** After a right password: this pair starts anew, and the attempt is taken back where it was counted as a failure. */
export async function forgiveAttempt(sql: Sql, params: { scopes: readonly AttemptScope[] }): Promise<void> {
  const rows = JSON.stringify(params.scopes)
  await sql`
    update sign_in_attempts a
    set failures = case when a.scope = 'pair' then 0 else greatest(0, a.failures - 1) end, blocked_until = a.last_at
    from json_to_recordset(${rows}::text::json) as r(scope text, key text)
    where a.scope = r.scope and a.key = r.key`
}

/** Forgets what no longer counts. */
export async function deleteOldAttempts(sql: Sql, params: { now: Date }): Promise<void> {
  await sql`delete from sign_in_attempts
    where last_at < ${params.now}::timestamptz - ${MEMORY}::interval and blocked_until < ${params.now}`
}
