/** The gateways of rollouts: frozen at the start, judged, and taken forward in sets (docs/decisions/0041). */
import type { Eui } from '#lib/domain/identifiers.ts'
import { MEMBER_SENTENCES } from '#lib/domain/rollouts/member-sentence.ts'
import type { Eligibility, MemberCode, MemberState, RolloutKind } from '#lib/domain/rollouts/rollout.ts'
import type { Statements } from './client.ts'
import { type GatewayTarget, inTarget } from './gateway-targets.ts'
import { heldSinceArmed } from './rollout-returns.ts'

/** What decides whether a gateway may take part. */
export interface Judge {
  readonly kind: RolloutKind
  readonly eligibility: Eligibility
  /** Of firmware. */
  readonly fwcrc: number | null
  readonly allowUnsigned: boolean
  /** CRCs of the keys that the image is signed with. */
  readonly keyCrcs: readonly number[]
  readonly now: Date
}

/** An offer whose gateway was not heard of since is forgotten after this long, in hours. */
const OFFER_LOST_HOURS = 26

/** `like` patterns of what is exact, or a beginning that ends in `*`. */
const patterns = (list: readonly string[]): string[] =>
  list.map((one) => {
    const literal = (text: string) => text.replace(/[\\%_]/g, '\\$&')
    return one.endsWith('*') ? `${literal(one.slice(0, -1))}%` : literal(one)
  })

/**
 * The code of why gateway `g` with report `r` and firmware schedule `s` is left out, or null. `own`: the arming that the
 * rollout itself made, which is no other update.
 */
function verdict(sql: Statements, judge: Judge, own: ReturnType<Statements>) {
  const { models, packages, stations, neverSeen } = judge.eligibility
  const unless = (name: string, list: readonly string[]) =>
    list.length === 0
      ? sql``
      : sql`when r.eui is not null and not coalesce(r.reported ->> ${name}::text, '') like any (${patterns(list)}::text[]) then ${name}::text`
  const firmware = sql`
    when s.armed is distinct from ${own} and (s.state = 'scheduled' or (s.open and s.state in ('offered', 'interrupted')
         and s.offered_at > ${judge.now}::timestamptz - make_interval(hours => ${OFFER_LOST_HOURS}))) then 'busy'
    when s.state = 'confirmed' and s.crc = ${judge.fwcrc} then 'already'
    when r.eui is null then null
    when jsonb_array_length(r.reported -> 'keys') = 0 then case when ${judge.allowUnsigned}::bool then null else 'unsigned' end
    when ${judge.keyCrcs.length === 0}::bool then 'no-signature'
    when not exists (select from jsonb_array_elements_text(r.reported -> 'keys') k
                      where k::bigint = any(${judge.keyCrcs as number[]}::bigint[])) then 'other-key'`
  return sql`case
    when g.eui is null then 'released'
    ${neverSeen === 'skip' ? sql`when r.eui is null then 'never-seen'` : sql``}
    ${unless('model', models)} ${unless('package', packages)} ${unless('station', stations)}
    ${judge.kind === 'firmware' ? firmware : sql``}
    end`
}

/** The sentence of a code, with what the gateway reports where that is the reason. */
const sentence = (sql: Statements, code: ReturnType<Statements>) => sql`
  case when ${code} is null then '' when ${code} in ('model', 'package', 'station')
       then 'It reports ' || ${code} || coalesce(' “' || left(nullif(r.reported ->> (${code})::text, ''), 64) || '”', ': nothing') || '.'
       else coalesce(${JSON.stringify(MEMBER_SENTENCES)}::text::json ->> (${code}), '') end`

/** What matches now, with the code of each that is left out: `v(eui, revision, tags, code)`. */
const judgedTarget = (sql: Statements, ownerId: Eui, target: GatewayTarget, judge: Judge) => sql`
  (select g.eui, g.revision, g.tags, ${verdict(sql, judge, sql`null::uuid`)} as code
     from gateways g left join gateway_reports r on r.eui = g.eui
     left join firmware_schedules s on s.eui = g.eui and s.owner_id = g.owner_id
    where ${inTarget(sql, ownerId, target, judge.now)})`

/** How many of the target may take part now. */
export async function countEligible(
  sql: Statements,
  { ownerId, target }: { readonly ownerId: Eui; readonly target: GatewayTarget },
  judge: Judge,
): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int as count from ${judgedTarget(sql, ownerId, target, judge)} v where v.code is null`
  return row?.count ?? 0
}

/** Gateways per wave in the order of the places, or a tag per wave and the rest. */
export type WaveRule = { readonly sizes: readonly number[] } | { readonly tags: readonly string[] }

/**
 * Fixes who takes part: everything that matches now, eligible or left out with the reason, and the waves. Answers the sizes
 * that these really have: gateways that came since the sizes were counted are in the last wave.
 */
export async function freezeMembers(
  sql: Statements,
  rollout: { readonly id: string; readonly ownerId: Eui; readonly target: GatewayTarget },
  judge: Judge,
  rule: WaveRule,
): Promise<{ matching: number; eligible: number; sizes: number[] }> {
  const { id, ownerId, target } = rollout
  const order = sql`md5(${id}::text || v.eui), v.eui`
  const wave =
    'tags' in rule
      ? sql`coalesce((select min(t.place)::int - 1 from unnest(${rule.tags as string[]}::text[]) with ordinality t(tag, place)
                       where t.tag = any(v.tags)), ${rule.tags.length}::int)`
      : sql`width_bucket((v.number - 1)::int, ${endsOf(rule.sizes)}::int[])`
  await sql`
    insert into rollout_gateways (rollout_id, eui, owner_id, place, wave, state, code, reason, base_revision, settled_at)
    select ${id}::uuid, v.eui, ${ownerId}, v.place, case when v.code is null then ${wave} end,
           case when v.code is null then 'waiting' else 'skipped' end, v.code, ${sentence(sql, sql`v.code`)}, v.revision,
           case when v.code is null then null else ${judge.now}::timestamptz end
      from (select v.*, row_number() over (order by ${order}) as place, row_number() over (partition by v.code is null order by ${order}) as number
              from ${judgedTarget(sql, ownerId, target, judge)} v) v
      left join gateway_reports r on r.eui = v.eui`
  const rows = await sql<{ wave: number | null; count: number }[]>`
    select wave, count(*)::int as count from rollout_gateways where rollout_id = ${id} and owner_id = ${ownerId} group by 1`
  const length = 'tags' in rule ? rule.tags.length + 1 : rule.sizes.length
  const sizes = Array.from({ length }, (_, number) => rows.find((row) => row.wave === number)?.count ?? 0)
  const matching = rows.reduce((sum, row) => sum + row.count, 0)
  return { matching, eligible: sizes.reduce((sum, size) => sum + size, 0), sizes }
}

/** Places at which a wave ends; the last one is open. */
function endsOf(sizes: readonly number[]): number[] {
  let end = 0
  return sizes.slice(0, -1).map((size) => {
    end += size
    return end
  })
}

export interface TargetNumbers {
  readonly matching: number
  readonly eligible: number
  /** Of the eligible ones: never seen. */
  readonly held: number
  /** Of the eligible ones: their next daily contacts fall into the windows. */
  readonly reachable: number
  readonly left: readonly { readonly code: MemberCode; readonly reason: string; readonly count: number }[]
}

/** The same without fixing anything. `windows`: of the coming week, or null. */
export async function countTarget(
  sql: Statements,
  ownerId: Eui,
  target: GatewayTarget,
  judge: Judge,
  windows: readonly { readonly from: Date; readonly to: Date }[] | null,
): Promise<TargetNumbers> {
  const day = sql`interval '1 day'`
  const inWindow = windows
    ? sql`exists (
        select from unnest(${windows.map(({ from }) => from.toISOString())}::timestamptz[], ${windows.map(({ to }) => to.toISOString())}::timestamptz[]) w(begins, ends),
               generate_series(0, 6) d
         where r.last_seen_at + ${day} * (greatest(1, ceil(extract(epoch from ${judge.now}::timestamptz - r.last_seen_at) / 86400)) + d) >= w.begins
           and r.last_seen_at + ${day} * (greatest(1, ceil(extract(epoch from ${judge.now}::timestamptz - r.last_seen_at) / 86400)) + d) < w.ends)`
    : sql`true`
  const rows = await sql<{ code: MemberCode | null; reason: string; count: number; held: number; reachable: number }[]>`
    select v.code, max(${sentence(sql, sql`v.code`)}) as reason, count(*)::int as count,
           count(*) filter (where r.eui is null)::int as held, count(*) filter (where v.code is null and ${inWindow})::int as reachable
      from ${judgedTarget(sql, ownerId, target, judge)} v left join gateway_reports r on r.eui = v.eui
     group by v.code order by 3 desc`
  const eligible = rows.find((row) => row.code === null)
  return {
    matching: rows.reduce((sum, row) => sum + row.count, 0),
    eligible: eligible?.count ?? 0,
    held: eligible?.held ?? 0,
    reachable: eligible?.reachable ?? 0,
    left: rows.flatMap(({ code, reason, count }) => (code === null ? [] : [{ code, reason, count }])),
  }
}

/** Eligible gateways of a target by the first of these tags that they have; the last number: by none. */
export async function countByTag(
  sql: Statements,
  ownerId: Eui,
  target: GatewayTarget,
  judge: Judge,
  tags: readonly string[],
): Promise<number[]> {
  const rows = await sql<{ wave: number; count: number }[]>`
    select coalesce((select min(t.place)::int - 1 from unnest(${tags as string[]}::text[]) with ordinality t(tag, place)
                      where t.tag = any(v.tags)), ${tags.length}::int) as wave, count(*)::int as count
      from ${judgedTarget(sql, ownerId, target, judge)} v where v.code is null group by 1`
  return Array.from({ length: tags.length + 1 }, (_, wave) => rows.find((row) => row.wave === wave)?.count ?? 0)
}

/** Rollouts of the kind that are under way on gateways of a target. */
export async function findTargetConflicts(
  sql: Statements,
  ownerId: Eui,
  target: GatewayTarget,
  judge: Judge,
): Promise<{ id: string; name: string; count: number }[]> {
  const [others] = await sql<{ some: boolean }[]>`
    select exists (select from rollouts where owner_id = ${ownerId} and kind = ${judge.kind} and state in ('running', 'paused')) as some`
  if (!others?.some) return []
  return sql<{ id: string; name: string; count: number }[]>`
    select o.id, o.name, count(*)::int as count
      from ${judgedTarget(sql, ownerId, target, judge)} v
      join rollout_gateways m on m.owner_id = ${ownerId} and m.eui = v.eui and m.state in ('waiting', 'armed', 'offered', 'returning')
      join rollouts o on o.id = m.rollout_id and o.kind = ${judge.kind} and o.state in ('running', 'paused')
     group by 1, 2 order by 3 desc`
}

/** Some eligible gateways of a target. */
export async function sampleTarget(
  sql: Statements,
  ownerId: Eui,
  target: GatewayTarget,
  judge: Judge,
  limit: number,
): Promise<Eui[]> {
  const rows = await sql<{ eui: Eui }[]>`
    select v.eui from ${judgedTarget(sql, ownerId, target, judge)} v where v.code is null order by v.eui limit ${limit}`
  return rows.map((row) => row.eui)
}

/** The next that may be started: waiting in a wave that has begun, in the order of their places. */
export async function findCandidates(
  sql: Statements,
  rollout: { readonly id: string; readonly ownerId: Eui; readonly wave: number; readonly heldBack: boolean },
  limit: number,
): Promise<Eui[]> {
  const rows = await sql<{ eui: Eui }[]>`
    select m.eui from rollout_gateways m
     where m.rollout_id = ${rollout.id} and m.owner_id = ${rollout.ownerId} and m.state = 'waiting' and m.wave <= ${rollout.wave}
       ${rollout.heldBack ? sql`and exists (select from gateway_reports r where r.eui = m.eui)` : sql``}
     order by m.wave, m.place limit ${limit}`
  return rows.map((row) => row.eui)
}

/** Skips those of the candidates that may not take part any more; answers the others, whose gateways are locked. */
export async function judgeCandidates(
  sql: Statements,
  rollout: { readonly id: string; readonly ownerId: Eui },
  euis: readonly Eui[],
  judge: Judge,
): Promise<Eui[]> {
  await sql`
    select from gateways where owner_id = ${rollout.ownerId} and eui = any(${euis as Eui[]}) order by eui for update`
  // Set up by somebody since it was frozen, or since the rollout itself set it: left alone.
  const changed =
    judge.kind === 'credentials' ? sql`case when g.revision <> m.base_revision then 'changed' end` : sql`null::text`
  const left = await sql<{ eui: Eui; kept: boolean }[]>`
    with judged as (
      select v.eui, v.code, ${sentence(sql, sql`v.code`)} as reason
        from (select m.eui, coalesce(${verdict(sql, judge, sql`m.armed`)}, ${changed}) as code
                from rollout_gateways m
                left join gateways g on g.eui = m.eui and g.owner_id = m.owner_id
                left join gateway_reports r on r.eui = m.eui
                left join firmware_schedules s on s.eui = m.eui and s.owner_id = m.owner_id
               where m.rollout_id = ${rollout.id} and m.owner_id = ${rollout.ownerId} and m.eui = any(${euis as Eui[]})) v
        left join gateway_reports r on r.eui = v.eui
    ), skipped as (
      update rollout_gateways m set state = 'skipped', code = j.code, reason = j.reason, settled_at = ${judge.now}
        from judged j where m.rollout_id = ${rollout.id} and m.eui = j.eui and m.eui = any(${euis as Eui[]}) and j.code is not null
    )
    select eui, code is null as kept from judged`
  return left.filter((row) => row.kept).map((row) => row.eui)
}

export interface ArmedMember {
  readonly eui: Eui
  /** Of firmware. */
  readonly armed?: string
  /** Of credentials: desired versions before and after. */
  readonly before?: { readonly cups: number | null; readonly tc: number | null }
  readonly after?: { readonly cups: number | null; readonly tc: number | null }
}

/**
 * They get it at their next check-in before `until`. The first arming of an attempt counts; the versions before are those before the
 * first attempt. Told the identifiers twice, PostgreSQL looks these rows up; by the join alone it walks through all of the rollout.
 */
export async function markArmed(
  sql: Statements,
  rollout: { readonly id: string; readonly ownerId: Eui },
  members: readonly ArmedMember[],
  until: Date | null,
  now: Date,
): Promise<void> {
  if (members.length === 0) return
  const rows = members.map((one) => ({
    eui: one.eui,
    armed: one.armed ?? null,
    before_cups: one.before?.cups ?? null,
    before_tc: one.before?.tc ?? null,
    set_cups: one.after?.cups ?? null,
    set_tc: one.after?.tc ?? null,
  }))
  await sql`
    update rollout_gateways m set state = 'armed', code = null, reason = '', armed = r.armed, armed_until = ${until}, accepted = false,
           offered_at = null, proven_at = null, settled_at = null, attempts = m.attempts + (m.armed_at is null)::int, armed_at = coalesce(m.armed_at, ${now}),
           before_cups = case when m.set_cups is null and m.set_tc is null then r.before_cups else m.before_cups end,
           before_tc = case when m.set_cups is null and m.set_tc is null then r.before_tc else m.before_tc end,
           set_cups = r.set_cups, set_tc = r.set_tc
      from json_to_recordset(${JSON.stringify(rows)}::text::json) as r(eui text, armed uuid, before_cups int, before_tc int, set_cups int, set_tc int)
     where m.rollout_id = ${rollout.id} and m.owner_id = ${rollout.ownerId} and m.eui = r.eui
       and m.eui = any(${members.map((one) => one.eui)})`
}

export interface SkippedMember {
  readonly eui: Eui
  readonly code: MemberCode
  readonly reason: string
}

/** With a reason each. */
export async function markSkipped(
  sql: Statements,
  rollout: { readonly id: string; readonly ownerId: Eui },
  members: readonly SkippedMember[],
  now: Date,
): Promise<void> {
  if (members.length === 0) return
  await sql`
    update rollout_gateways m set state = 'skipped', code = r.code, reason = r.reason, settled_at = ${now}
      from json_to_recordset(${JSON.stringify(members)}::text::json) as r(eui text, code text, reason text)
     where m.rollout_id = ${rollout.id} and m.owner_id = ${rollout.ownerId} and m.eui = r.eui
       and m.eui = any(${members.map((one) => one.eui)})`
}

export interface MemberView {
  readonly eui: Eui
  readonly name: string
  readonly wave: number | null
  readonly place: number
  readonly state: MemberState
  readonly code: MemberCode | null
  readonly reason: string
  readonly attempts: number
  readonly armedAt: Date | null
  readonly offeredAt: Date | null
  readonly settledAt: Date | null
  readonly lastSeen: Date | null
}

/** One page in the order of the places. */
export async function listMembers(
  sql: Statements,
  ownerId: Eui,
  id: string,
  page: {
    readonly state?: MemberState | undefined
    readonly code?: MemberCode | undefined
    readonly wave?: number | undefined
    readonly after?: number | undefined
    readonly limit: number
  },
): Promise<MemberView[]> {
  const { state, code, wave, after = 0, limit } = page
  return sql<MemberView[]>`
    select m.eui, coalesce(g.name, '') as name, m.wave, m.place, m.state, m.code, m.reason, m.attempts, m.armed_at as "armedAt",
           m.offered_at as "offeredAt", m.settled_at as "settledAt", r.last_seen_at as "lastSeen"
      from rollout_gateways m
      left join gateways g on g.eui = m.eui and g.owner_id = m.owner_id
      left join gateway_reports r on r.eui = g.eui
     where m.rollout_id = ${id} and m.owner_id = ${ownerId} and m.place > ${after}
       ${state ? sql`and m.state = ${state}` : sql``} ${code ? sql`and m.code = ${code}` : sql``}
       ${wave === undefined ? sql`` : sql`and m.wave = ${wave}`}
     order by m.place limit ${limit}`
}

/** Those that hold the rollout's own versions from an earlier attempt. */
export async function findRetried(
  sql: Statements,
  rollout: { readonly id: string; readonly ownerId: Eui },
  euis: readonly Eui[],
): Promise<Eui[]> {
  const rows = await sql<{ eui: Eui }[]>`
    select eui from rollout_gateways
     where rollout_id = ${rollout.id} and owner_id = ${rollout.ownerId} and eui = any(${euis as Eui[]})
       and (set_cups is not null or set_tc is not null)`
  return rows.map((row) => row.eui)
}

/**
 * Failed gateways wait again, in their waves. Of credentials only those that still hold what the rollout set; the others
 * are left as somebody else has set them.
 */
export async function retryFailed(
  sql: Statements,
  rollout: { readonly id: string; readonly ownerId: Eui; readonly kind: RolloutKind },
  now: Date,
): Promise<number> {
  const ours =
    rollout.kind === 'firmware'
      ? sql`true`
      : sql`((m.set_cups is not distinct from m.before_cups or g.cups_version is not distinct from m.set_cups)
             and (m.set_tc is not distinct from m.before_tc or g.tc_version is not distinct from m.set_tc)
             and ${heldSinceArmed(sql)})`
  const rows = await sql<{ state: string }[]>`
    update rollout_gateways m set
           state = case when ${ours} then 'waiting' else 'skipped' end, code = case when ${ours} then 'retry' else 'changed' end,
           reason = case when ${ours} then ${MEMBER_SENTENCES.retry} else ${MEMBER_SENTENCES.changed} end,
           armed_at = case when ${ours} then null else m.armed_at end, base_revision = g.revision,
           settled_at = case when ${ours} then null else ${now}::timestamptz end
      from gateways g
     where m.rollout_id = ${rollout.id} and m.owner_id = ${rollout.ownerId} and m.state = 'failed' and m.wave is not null
       and g.eui = m.eui and g.owner_id = m.owner_id
    returning m.state`
  return rows.filter((row) => row.state === 'waiting').length
}

/** What has not been started never is. */
export async function cancelWaiting(
  sql: Statements,
  rollout: { readonly id: string; readonly ownerId: Eui },
  now: Date,
): Promise<number> {
  const rows = await sql`
    update rollout_gateways set state = 'cancelled', code = 'aborted', reason = ${MEMBER_SENTENCES.aborted}, settled_at = ${now}
     where rollout_id = ${rollout.id} and owner_id = ${rollout.ownerId} and state = 'waiting'`
  return rows.count
}

/** A pause does not count against the time that a gateway has to collect the change. */
export async function forgetPause(
  sql: Statements,
  rollout: { readonly id: string; readonly ownerId: Eui },
): Promise<void> {
  await sql`
    update rollout_gateways set armed_at = null, attempts = attempts - 1
     where rollout_id = ${rollout.id} and owner_id = ${rollout.ownerId} and state = 'waiting' and armed_at is not null`
}

/** What has failed or succeeded until now does not count against the threshold any more. */
export async function acceptOutcomes(
  sql: Statements,
  rollout: { readonly id: string; readonly ownerId: Eui },
): Promise<void> {
  await sql`
    update rollout_gateways set accepted = true
     where rollout_id = ${rollout.id} and owner_id = ${rollout.ownerId} and not accepted and state in ('succeeded', 'failed', 'returning', 'returned')`
}
