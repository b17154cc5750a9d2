/** Rollouts, their waves and their numbers. What becomes of single gateways is in rollout-members.ts. */
import type { Eui } from '#lib/domain/identifiers.ts'
import type { StateCounts, WaveFacts } from '#lib/domain/rollouts/plan-step.ts'
import {
  type HaltCode,
  MEMBER_STATES,
  type MemberCode,
  type MemberState,
  type RolloutKind,
  type RolloutPlan,
  type RolloutState,
} from '#lib/domain/rollouts/rollout.ts'
import { actorName } from './actor-name.ts'
import type { Statements } from './client.ts'
import type { GatewayTarget } from './gateway-targets.ts'

export interface Halt {
  readonly code: HaltCode
  readonly reason: string
  /** ISO 8601. */
  readonly at: string
}

export interface ShownField {
  readonly name: string
  readonly value: string
}

export interface RolloutRow {
  readonly id: string
  readonly ownerId: Eui
  readonly name: string
  readonly kind: RolloutKind
  readonly state: RolloutState
  readonly plan: RolloutPlan
  readonly fwcrc: number | null
  readonly allowUnsigned: boolean
  /** Encrypted. */
  readonly patchEnc: Buffer | null
  readonly patchShown: readonly ShownField[]
  /** From 0; -1 before the first. */
  readonly wave: number
  readonly halt: Halt | null
  readonly live: boolean
  readonly nextStepAt: Date | null
  readonly createdAt: Date
  readonly createdBy: string
  readonly createdByName: string | null
  readonly startedAt: Date | null
  readonly finishedAt: Date | null
}

const columns = (sql: Statements, ownerId: Eui) => sql`
  o.id, o.owner_id as "ownerId", o.name, o.kind, o.state, o.plan, o.fwcrc::float8 as fwcrc, o.allow_unsigned as "allowUnsigned",
  o.patch_enc as "patchEnc", o.patch_shown as "patchShown", o.wave,
  o.halt, o.live, o.next_step_at as "nextStepAt", o.created_at as "createdAt",
  o.created_by as "createdBy", ${actorName(sql, 'o.created_by', ownerId)} as "createdByName", o.started_at as "startedAt", o.finished_at as "finishedAt"`

export type NewRollout = Pick<
  RolloutRow,
  'ownerId' | 'name' | 'kind' | 'plan' | 'fwcrc' | 'allowUnsigned' | 'patchShown' | 'createdBy'
> & { readonly target: GatewayTarget }

/** A draft. `seal` is given its identifier, which the patch is encrypted for. */
export async function insertRollout(
  sql: Statements,
  rollout: NewRollout,
  id: string,
  patchEnc: Uint8Array | null,
  now: Date,
): Promise<void> {
  await sql`
    insert into rollouts (id, owner_id, name, kind, state, target, plan, fwcrc, allow_unsigned, patch_enc, patch_shown, created_at, created_by)
    values (${id}, ${rollout.ownerId}, ${rollout.name}, ${rollout.kind}, 'draft', ${JSON.stringify(rollout.target)}::text::jsonb,
            ${JSON.stringify(rollout.plan)}::text::jsonb, ${rollout.fwcrc}, ${rollout.allowUnsigned}, ${patchEnc},
            ${JSON.stringify(rollout.patchShown)}::text::jsonb, ${now}, ${rollout.createdBy})`
}

export async function findRollout(sql: Statements, ownerId: Eui, id: string): Promise<RolloutRow | undefined> {
  const [row] = await sql<RolloutRow[]>`
    select ${columns(sql, ownerId)} from rollouts o where o.id = ${id} and o.owner_id = ${ownerId}`
  return row
}

/** Apart from the rollout: a list of a hundred thousand gateways is not read at each of its steps. */
export async function findRolloutTarget(sql: Statements, ownerId: Eui, id: string): Promise<GatewayTarget | undefined> {
  const [row] = await sql<{ target: GatewayTarget }[]>`
    select target from rollouts where id = ${id} and owner_id = ${ownerId}`
  return row?.target
}

/** As a person named it; of a list its length. */
export type ShownTarget =
  | Exclude<GatewayTarget, { readonly by: 'gateways' }>
  | { readonly by: 'gateways'; readonly gateways: number }

export async function findShownTarget(sql: Statements, ownerId: Eui, id: string): Promise<ShownTarget | undefined> {
  const [row] = await sql<{ target: ShownTarget }[]>`
    select case target ->> 'by' when 'gateways' then jsonb_build_object('by', 'gateways', 'gateways', jsonb_array_length(target -> 'gateways'))
                else target end as target
      from rollouts where id = ${id} and owner_id = ${ownerId}`
  return row?.target
}

/** Everything that changes a rollout or its gateways holds this lock; while its gateways are being fixed it can still be had. */
export async function lockRollout(sql: Statements, ownerId: Eui, id: string): Promise<RolloutRow | undefined> {
  const [row] = await sql<RolloutRow[]>`
    select ${columns(sql, ownerId)} from rollouts o where o.id = ${id} and o.owner_id = ${ownerId} for no key update`
  return row
}

/** For the engine, which is given the identifier alone. */
export async function findRolloutOwner(sql: Statements, id: string): Promise<Eui | undefined> {
  const [row] = await sql<{ owner_id: Eui }[]>`select owner_id from rollouts where id = ${id}`
  return row?.owner_id
}

/** Newest first, after the cursor (time with microseconds, identifier). */
export async function listRollouts(
  sql: Statements,
  ownerId: Eui,
  page: {
    readonly state?: RolloutState | undefined
    readonly after?: { readonly at: string; readonly id: string } | undefined
    readonly limit: number
  },
): Promise<(RolloutRow & { cursorAt: string })[]> {
  const { state, after, limit } = page
  return sql<(RolloutRow & { cursorAt: string })[]>`
    select ${columns(sql, ownerId)}, to_char(o.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "cursorAt"
      from rollouts o
     where o.owner_id = ${ownerId} ${state ? sql`and o.state = ${state}` : sql``}
       ${after ? sql`and (o.created_at, o.id) < (${after.at}::timestamptz, ${after.id}::uuid)` : sql``}
     order by o.created_at desc, o.id desc limit ${limit}`
}

export type RolloutChanges = Partial<
  Pick<RolloutRow, 'state' | 'wave' | 'plan' | 'halt' | 'live' | 'nextStepAt' | 'startedAt' | 'finishedAt'>
>

/** Of a rollout that the caller has locked; what is left out stays. */
export async function changeRollout(sql: Statements, ownerId: Eui, id: string, changes: RolloutChanges): Promise<void> {
  const given = (name: keyof RolloutChanges) => name in changes
  const json = (value: unknown) => (value === null || value === undefined ? null : JSON.stringify(value))
  await sql`
    update rollouts set
      state = coalesce(${changes.state ?? null}, state), wave = coalesce(${changes.wave ?? null}, wave),
      plan = coalesce(${json(changes.plan)}::text::jsonb, plan),
      halt = case when ${given('halt')} then ${json(changes.halt)}::text::jsonb else halt end,
      live = coalesce(${changes.live ?? null}, live),
      next_step_at = case when ${given('nextStepAt')} then ${changes.nextStepAt ?? null}::timestamptz else next_step_at end,
      started_at = case when ${given('startedAt')} then ${changes.startedAt ?? null}::timestamptz else started_at end,
      finished_at = case when ${given('finishedAt')} then ${changes.finishedAt ?? null}::timestamptz else finished_at end
     where id = ${id} and owner_id = ${ownerId}`
}

export async function deleteRollout(sql: Statements, ownerId: Eui, id: string): Promise<void> {
  await sql`delete from rollouts where id = ${id} and owner_id = ${ownerId}`
}

/** Rollouts that are overdue: their job was lost. */
export async function findOverdueRollouts(sql: Statements, before: Date): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select id from rollouts where live and (next_step_at is null or next_step_at < ${before}) order by next_step_at`
  return rows.map((row) => row.id)
}

/** Rollouts that would still send an image. */
export async function countRolloutsOf(sql: Statements, ownerId: Eui, fwcrc: number): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int as count from rollouts where owner_id = ${ownerId} and fwcrc = ${fwcrc} and state in ('starting', 'running', 'paused')`
  return row?.count ?? 0
}

export interface WaveRow extends WaveFacts {
  readonly label: string
  readonly size: number
  readonly startedAt: Date | null
  readonly completedAt: Date | null
}

const noCounts = (): Record<MemberState, number> =>
  Object.fromEntries(MEMBER_STATES.map((state) => [state, 0])) as Record<MemberState, number>

/** The waves with their numbers; `countHeld`: those that were never seen are told apart. */
export async function loadWaves(
  sql: Statements,
  ownerId: Eui,
  id: string,
  { countHeld }: { readonly countHeld: boolean },
): Promise<WaveRow[]> {
  const waves = await sql<Omit<WaveRow, 'counts' | 'held'>[]>`
    select label, size, started_at as "startedAt", reached_at as "reachedAt", completed_at as "completedAt", accepted
      from rollout_waves where rollout_id = ${id} and owner_id = ${ownerId} order by wave`
  const counts = await sql<{ wave: number; state: MemberState; count: number }[]>`
    select wave, state, count(*)::int as count from rollout_gateways
     where rollout_id = ${id} and owner_id = ${ownerId} and wave is not null group by 1, 2`
  const held = countHeld
    ? await sql<{ wave: number; count: number }[]>`
        select m.wave, count(*)::int as count from rollout_gateways m
         where m.rollout_id = ${id} and m.owner_id = ${ownerId} and m.state = 'waiting'
           and not exists (select from gateway_reports r where r.eui = m.eui) group by 1`
    : []
  return waves.map((wave, number) => {
    const states = noCounts()
    for (const row of counts) if (row.wave === number) states[row.state] = row.count
    return { ...wave, counts: states, held: held.find((row) => row.wave === number)?.count ?? 0 }
  })
}

/** Numbers of any rollouts, those that were left out too, by identifier. */
export async function countStates(
  sql: Statements,
  ownerId: Eui,
  ids: readonly string[],
): Promise<Map<string, { counts: StateCounts; waves: number }>> {
  const rows = await sql<{ id: string; state: MemberState; count: number }[]>`
    select rollout_id as id, state, count(*)::int as count from rollout_gateways
     where owner_id = ${ownerId} and rollout_id = any(${ids as string[]}::uuid[]) group by 1, 2`
  const waves = await sql<{ id: string; count: number }[]>`
    select rollout_id as id, count(*)::int as count from rollout_waves
     where owner_id = ${ownerId} and rollout_id = any(${ids as string[]}::uuid[]) group by 1`
  return new Map(
    ids.map((id) => {
      const counts = noCounts()
      for (const row of rows) if (row.id === id) counts[row.state] = row.count
      return [id, { counts, waves: waves.find((row) => row.id === id)?.count ?? 0 }]
    }),
  )
}

export async function insertWaves(
  sql: Statements,
  ownerId: Eui,
  id: string,
  waves: readonly { readonly label: string; readonly size: number }[],
): Promise<void> {
  const rows = waves.map((wave, number) => ({ wave: number, ...wave }))
  await sql`
    insert into rollout_waves (rollout_id, wave, owner_id, label, size)
    select ${id}, wave, ${ownerId}, label, size from json_to_recordset(${JSON.stringify(rows)}::text::json) as r(wave int, label text, size int)`
}

/** Marks of one wave; what is left out stays. */
export async function markWave(
  sql: Statements,
  ownerId: Eui,
  id: string,
  wave: number,
  marks: {
    readonly startedAt?: Date
    readonly reachedAt?: Date
    readonly completedAt?: Date
    readonly accepted?: true
  },
): Promise<void> {
  await sql`
    update rollout_waves set started_at = coalesce(started_at, ${marks.startedAt ?? null}::timestamptz),
           reached_at = coalesce(reached_at, ${marks.reachedAt ?? null}::timestamptz),
           completed_at = coalesce(completed_at, ${marks.completedAt ?? null}::timestamptz),
           accepted = accepted or ${marks.accepted ?? false}
     where rollout_id = ${id} and owner_id = ${ownerId} and wave = ${wave}`
}

export interface ReasonCount {
  readonly state: MemberState
  readonly code: MemberCode
  readonly reason: string
  readonly count: number
}

/** Failed and skipped ones, most frequent first. */
export async function countReasons(sql: Statements, ownerId: Eui, id: string): Promise<ReasonCount[]> {
  return sql<ReasonCount[]>`
    select state, code, max(reason) as reason, count(*)::int as count from rollout_gateways
     where rollout_id = ${id} and owner_id = ${ownerId} and state in ('failed', 'skipped') and code is not null
     group by 1, 2 order by 4 desc, 2`
}

export interface ProgressPoint {
  readonly at: Date
  readonly started: number
  readonly succeeded: number
  readonly failed: number
}

/** Running totals at up to `points` moments between the start and `until`. */
export async function loadProgress(
  sql: Statements,
  ownerId: Eui,
  id: string,
  from: Date,
  until: Date,
  points: number,
): Promise<ProgressPoint[]> {
  const span = Math.max(1, until.getTime() - from.getTime())
  const rows = await sql<{ bucket: number; started: number; succeeded: number; failed: number }[]>`
    with moment as (
      select armed_at as at, 'started' as kind from rollout_gateways
       where rollout_id = ${id} and owner_id = ${ownerId} and armed_at is not null and state not in ('waiting', 'skipped', 'cancelled')
      union all
      select settled_at, state from rollout_gateways
       where rollout_id = ${id} and owner_id = ${ownerId} and settled_at is not null and state in ('succeeded', 'failed')
    )
    select least(${points}::int, greatest(0, ceil(extract(epoch from at - ${from}::timestamptz) * 1000 / ${span}::float8 * ${points}::int)))::int as bucket,
           count(*) filter (where kind = 'started')::int as started, count(*) filter (where kind = 'succeeded')::int as succeeded,
           count(*) filter (where kind = 'failed')::int as failed
      from moment group by 1 order by 1`
  let [started, succeeded, failed] = [0, 0, 0]
  return rows.map((row) => {
    started += row.started
    succeeded += row.succeeded
    failed += row.failed
    return { at: new Date(from.getTime() + (span * row.bucket) / points), started, succeeded, failed }
  })
}

/** Rollouts of the same kind that are under way on gateways that wait in this one. */
export async function findConflicts(
  sql: Statements,
  rollout: { readonly ownerId: Eui; readonly id: string; readonly kind: RolloutKind },
): Promise<{ id: string; name: string; count: number }[]> {
  return sql<{ id: string; name: string; count: number }[]>`
    select o.id, o.name, count(*)::int as count
      from rollout_gateways mine
      join rollout_gateways m on m.owner_id = mine.owner_id and m.eui = mine.eui and m.rollout_id <> mine.rollout_id
       and m.state in ('waiting', 'armed', 'offered', 'returning')
      join rollouts o on o.id = m.rollout_id and o.kind = ${rollout.kind} and o.state in ('running', 'paused')
     where mine.rollout_id = ${rollout.id} and mine.owner_id = ${rollout.ownerId} and mine.state = 'waiting'
     group by 1, 2 order by 3 desc`
}

/** Of those that took the change, and of the failed ones: what was accepted by a person. */
export async function countAccepted(
  sql: Statements,
  ownerId: Eui,
  id: string,
): Promise<{ taken: number; failed: number }> {
  const [row] = await sql<{ taken: number; failed: number }[]>`
    select count(*) filter (where state in ('offered', 'succeeded', 'failed', 'returning', 'returned'))::int as taken,
           count(*) filter (where state in ('failed', 'returning', 'returned'))::int as failed
      from rollout_gateways where rollout_id = ${id} and owner_id = ${ownerId} and accepted`
  return row ?? { taken: 0, failed: 0 }
}

/** One process fixes the gateways of a rollout; false: another one is at it. Ends with the transaction. */
export async function tryHoldFreezing(sql: Statements, id: string): Promise<boolean> {
  const [row] = await sql<{ held: boolean }[]>`
    select pg_try_advisory_xact_lock(hashtextextended(${`rollout-freeze:${id}`}, 0)) as held`
  return row?.held === true
}

/** Held until the transaction ends: two rollouts of one owner do not start at once. */
export async function lockRolloutsOf(sql: Statements, ownerId: Eui): Promise<void> {
  await sql`select from owners where id = ${ownerId} for no key update`
}
