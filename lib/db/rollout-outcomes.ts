/**
 * What became of the gateways of a rollout, read in sets from firmware schedules, credential sets and reports: nothing of
 * this is on the path of a check-in. And the way back: what was not offered yet is disarmed.
 */
import type { Eui } from '#lib/domain/identifiers.ts'
import { LATE_CODES, MEMBER_SENTENCES } from '#lib/domain/rollouts/member-sentence.ts'
import type { MemberCode } from '#lib/domain/rollouts/rollout.ts'
import { insertAuditEntries } from './audit-entries.ts'
import type { Statements } from './client.ts'
import { type DesiredState, storeSetup } from './gateways.ts'
import { heldSinceArmed } from './rollout-returns.ts'

export interface ObservedRollout {
  readonly id: string
  readonly ownerId: Eui
  /** From 0. */
  readonly wave: number
  readonly proofMinutes: number
  readonly collectHours: number
  readonly quietMinutes: number
}

const say = (sql: Statements, code: ReturnType<Statements>) =>
  sql`${JSON.stringify(MEMBER_SENTENCES)}::text::json ->> (${code})`

/** Rows that an outcome may still change. */
const watched = (sql: Statements, { id, ownerId }: ObservedRollout) => sql`
  m.rollout_id = ${id} and m.owner_id = ${ownerId}
  and (m.state in ('armed', 'offered', 'returning') or (m.state = 'failed' and m.code = any(${LATE_CODES as MemberCode[]}::text[])))`

/** Takes over what schedules and check-ins say of armed and offered firmware. Answers how many gateways moved. */
export async function observeFirmware(sql: Statements, rollout: ObservedRollout, now: Date): Promise<number> {
  const overdue = sql`${now}::timestamptz - make_interval(hours => ${rollout.collectHours}::int)`
  // First, so that none is offered in between: a schedule that was taken back cannot be offered any more.
  const stale = await sql<{ eui: Eui }[]>`
    update firmware_schedules s set state = 'cancelled', open = false, settled_at = ${now}, reason = ${MEMBER_SENTENCES['not-collected']}
      from rollout_gateways m
     where m.rollout_id = ${rollout.id} and m.owner_id = ${rollout.ownerId} and m.state = 'armed' and m.armed_at < ${overdue}
       and s.eui = m.eui and s.owner_id = m.owner_id and s.armed = m.armed and s.state = 'scheduled'
    returning s.eui`
  const moved = await sql`
    with seen as (
      select m.eui, m.state as was, m.code as was_code, m.offered_at as was_offered, s.offered_at, case
          when g.eui is null then 'released'
          when m.state = 'failed' then case when s.armed = m.armed and s.state = 'confirmed' then 'confirmed' end
          when m.eui = any(${stale.map((row) => row.eui)}::text[]) then 'not-collected'
          when s.armed is distinct from m.armed or s.state = 'cancelled' then 'changed'
          when s.state = 'confirmed' then 'confirmed'
          when s.state = 'no-change' then 'no-change'
          when s.state = 'interrupted' and not s.open then 'interrupted'
          when s.state in ('offered', 'interrupted')
           and s.offered_at < ${now}::timestamptz - make_interval(mins => ${rollout.proofMinutes}::int) then 'not-back'
          when s.state in ('offered', 'interrupted') and m.state = 'armed' then 'offered'
        end as code, s.reason
        from rollout_gateways m
        left join gateways g on g.eui = m.eui and g.owner_id = m.owner_id
        left join firmware_schedules s on s.eui = m.eui and s.owner_id = m.owner_id
       where ${watched(sql, rollout)}
    )
    update rollout_gateways m set
           state = case when x.code = 'offered' then 'offered' when x.code = 'confirmed' then 'succeeded'
                        when x.code in ('released', 'changed', 'not-collected') then 'skipped' else 'failed' end,
           code = nullif(x.code, 'offered'), offered_at = coalesce(x.offered_at, m.offered_at),
           settled_at = case when x.code = 'offered' then null else ${now}::timestamptz end,
           reason = case when x.code = 'offered' then ''
                         when x.code in ('confirmed', 'no-change', 'interrupted') and x.reason <> '' then x.reason
                         else coalesce(${say(sql, sql`x.code`)}, '') end
      from seen x
     where m.rollout_id = ${rollout.id} and m.owner_id = ${rollout.ownerId} and m.eui = x.eui and x.code is not null
       and not (x.was = 'failed' and x.code = 'released')`
  return stale.length + moved.count
}

/** A check-in that comes this long after the proof is another one, in seconds. */
const SAME_CONTACT = 90

/**
 * Takes over what check-ins say of sets that the rollout made. A CUPS set is proven by an authentication, an LNS set by
 * the report (rules.md 7); `fell-back` and `diverged` are what the check-in itself found of these versions.
 */
export async function observeCredentials(sql: Statements, rollout: ObservedRollout, now: Date): Promise<number> {
  const quiet = rollout.quietMinutes
  const touches = (category: 'cups' | 'tc') =>
    category === 'cups'
      ? sql`(m.set_cups is distinct from m.before_cups)`
      : sql`(m.set_tc is distinct from m.before_tc)`
  const rows = await sql`
    with seen as (
      select m.eui, m.state as was, m.code as was_code, g.eui is not null and ${heldSinceArmed(sql)} as owned,
             (${touches('cups')} and g.cups_version is distinct from m.set_cups)
               or (${touches('tc')} and g.tc_version is distinct from m.set_tc) as changed,
             ${touches('tc')} and m.set_tc is not null as lns,
             greatest(c.offered_at, t.offered_at) as offered,
             -- What is not managed any more needs no proof.
             (not ${touches('cups')} or m.set_cups is null or c.proven_at is not null)
               and (not ${touches('tc')} or m.set_tc is null or t.proven_at is not null) as proven,
             coalesce(greatest(c.proven_at, t.proven_at), m.armed_at) as proven_at,
             c.failed_at is not null as fell_back,
             r.outcome = 'diverged' and r.seen_cups_version is not distinct from g.cups_version
               and r.seen_tc_version is not distinct from g.tc_version and r.last_seen_at > greatest(c.offered_at, t.offered_at) as diverged,
             r.last_seen_at, m.armed_at
        from rollout_gateways m
        left join gateways g on g.eui = m.eui and g.owner_id = m.owner_id
        left join gateway_reports r on r.eui = g.eui
        left join credential_sets c on c.eui = m.eui and c.category = 'cups' and c.version = m.set_cups and c.owner_id = m.owner_id and ${touches('cups')}
        left join credential_sets t on t.eui = m.eui and t.category = 'tc' and t.version = m.set_tc and t.owner_id = m.owner_id and ${touches('tc')}
       where ${watched(sql, rollout)} and m.armed_at is not null
    ), judged as (
      select x.*, case
          when not owned then 'released'
          when changed then 'changed'
          when was = 'returning' and proven then 'returned'
          when was = 'returning' and armed_at < ${now}::timestamptz
               - make_interval(hours => ${rollout.collectHours}::int, mins => ${rollout.proofMinutes}::int) then 'not-returned'
          when was = 'returning' then null
          when fell_back then 'fell-back'
          when proven and lns and ${quiet}::int > 0 and last_seen_at > proven_at + make_interval(secs => ${SAME_CONTACT})
           and last_seen_at + make_interval(mins => ${quiet}::int) > ${now}::timestamptz then 'lns-unreachable'
          when proven and (not lns or ${quiet}::int = 0
               or greatest(proven_at, last_seen_at) + make_interval(mins => ${quiet}::int) <= ${now}::timestamptz) then 'proven'
          when proven then case when was <> 'failed' then 'offered' end
          when diverged then 'diverged'
          when offered < ${now}::timestamptz - make_interval(mins => ${rollout.proofMinutes}::int) then 'not-back'
          when offered is not null and was = 'armed' then 'offered'
        end as code
        from seen x
    )
    update rollout_gateways m set
           state = case x.code when 'offered' then 'offered' when 'proven' then 'succeeded' when 'returned' then 'returned'
                               when 'released' then 'skipped' when 'changed' then 'skipped' else 'failed' end,
           code = nullif(nullif(x.code, 'offered'), 'returned'), offered_at = coalesce(x.offered, m.offered_at),
           proven_at = case when x.proven then x.proven_at end,
           settled_at = case when x.code = 'offered' then null else ${now}::timestamptz end,
           reason = case x.code when 'offered' then '' when 'returned' then 'It came back with its previous set.'
                                else coalesce(${say(sql, sql`x.code`)}, '') end
      from judged x
     where m.rollout_id = ${rollout.id} and m.owner_id = ${rollout.ownerId} and m.eui = x.eui and x.code is not null
       and (x.was, coalesce(x.was_code, '')) is distinct from
           (case x.code when 'offered' then 'offered' else 'failed' end, case x.code when 'offered' then coalesce(x.was_code, '') else x.code end)
       and not (x.was = 'failed' and x.code in ('released', 'changed'))`
  return rows.count
}

/** Waiting for a first check-in, or armed and taken back again and again, for too long: skipped. */
export async function skipOverdue(sql: Statements, rollout: ObservedRollout, now: Date): Promise<number> {
  const before = sql`${now}::timestamptz - make_interval(hours => ${rollout.collectHours}::int)`
  const rows = await sql`
    update rollout_gateways m set state = 'skipped', settled_at = ${now},
           code = case when m.armed_at is null then 'never-seen' else 'not-collected' end,
           reason = case when m.armed_at is null then ${MEMBER_SENTENCES['never-seen']} else ${MEMBER_SENTENCES['not-collected']} end
      from rollout_waves w
     where m.rollout_id = ${rollout.id} and m.owner_id = ${rollout.ownerId} and m.state = 'waiting' and m.wave <= ${rollout.wave}
       and w.rollout_id = m.rollout_id and w.wave = m.wave
       and (m.armed_at < ${before}
         or (m.armed_at is null and w.started_at < ${before} and not exists (select from gateway_reports r where r.eui = m.eui)))`
  return rows.count
}

/** Whether a gateway failed since `after` in a way that a later check-in may take back. */
export async function mayMendThemselves(
  sql: Statements,
  { id, ownerId }: Pick<ObservedRollout, 'id' | 'ownerId'>,
  after: Date,
): Promise<boolean> {
  const [row] = await sql<{ some: boolean }[]>`
    select exists (select from rollout_gateways where rollout_id = ${id} and owner_id = ${ownerId} and state = 'failed'
                      and code = any(${LATE_CODES as MemberCode[]}::text[]) and settled_at > ${after}) as some`
  return row?.some ?? false
}

/** What disarmed gateways become, and why. */
export interface Disarming {
  readonly state: 'waiting' | 'cancelled' | 'skipped'
  readonly code: MemberCode
}

/** Of the armed ones; left out: all. */
export interface Which {
  /** First armed longer ago than this. */
  readonly overdueHours?: number
  /** Armed in a maintenance window that is over. */
  readonly over?: true
}

const only = (sql: Statements, { overdueHours, over }: Which, now: Date) => sql`
  ${overdueHours === undefined ? sql`` : sql`and armed_at < ${now}::timestamptz - make_interval(hours => ${overdueHours}::int)`}
  ${over ? sql`and armed_until <= ${now}` : sql``}`

/** Takes back schedules that were not offered yet; what was offered shows as such. Answers how many rows it looked at. */
export async function disarmFirmware(
  sql: Statements,
  rollout: Pick<ObservedRollout, 'id' | 'ownerId'>,
  to: Disarming,
  limit: number,
  now: Date,
  which: Which = {},
): Promise<number> {
  const rows = await sql<{ eui: Eui; armed: string }[]>`
    select eui, armed from rollout_gateways
     where rollout_id = ${rollout.id} and owner_id = ${rollout.ownerId} and state = 'armed' ${only(sql, which, now)} order by wave, place limit ${limit}`
  if (rows.length === 0) return 0
  const euis = rows.map((row) => row.eui)
  const reason = MEMBER_SENTENCES[to.code]
  await sql`
    with taken as (
      update firmware_schedules s set state = 'cancelled', open = false, settled_at = ${now}, reason = ${reason}
        from unnest(${euis}::text[], ${rows.map((row) => row.armed)}::uuid[]) as a(eui, armed)
       where s.eui = a.eui and s.owner_id = ${rollout.ownerId} and s.armed = a.armed and s.state = 'scheduled'
      returning s.eui
    )
    update rollout_gateways m set
           state = case when t.eui is not null then ${to.state} else 'offered' end,
           code = case when t.eui is not null then ${to.code} end, reason = case when t.eui is not null then ${reason} else '' end,
           settled_at = case when t.eui is not null and ${to.state !== 'waiting'}::bool then ${now}::timestamptz end,
           attempts = m.attempts - (t.eui is not null and ${to.state === 'cancelled'}::bool)::int
      from unnest(${euis}::text[]) as a(eui) left join taken t on t.eui = a.eui
     where m.rollout_id = ${rollout.id} and m.owner_id = ${rollout.ownerId} and m.eui = a.eui and m.eui = any(${euis})`
  return rows.length
}

/**
 * Takes back sets that were not offered yet: the versions from before are desired again. The sets are locked first: a
 * check-in that offers one at the same moment comes before or finds it gone, and then holds it back (rules.md 6).
 */
export async function withdrawCredentials(
  sql: Statements,
  rollout: Pick<ObservedRollout, 'id' | 'ownerId'>,
  to: Disarming,
  limit: number,
  now: Date,
  which: Which = {},
): Promise<number> {
  const { id, ownerId } = rollout
  const rows = await sql<
    {
      eui: Eui
      beforeCups: number | null
      beforeTc: number | null
      setCups: number | null
      setTc: number | null
      armedAt: Date | null
    }[]
  >`
    select eui, before_cups as "beforeCups", before_tc as "beforeTc", set_cups as "setCups", set_tc as "setTc", armed_at as "armedAt"
      from rollout_gateways
     where rollout_id = ${id} and owner_id = ${ownerId} and state = 'armed' ${only(sql, which, now)}
     order by wave, place limit ${limit}`
  if (rows.length === 0) return 0
  const euis = rows.map((row) => row.eui)
  const gateways = new Map(
    (
      await sql<{ eui: Eui; cups: number | null; tc: number | null; claimedAt: Date | null }[]>`
        select eui, cups_version as cups, tc_version as tc, claimed_at as "claimedAt" from gateways
         where owner_id = ${ownerId} and eui = any(${euis}) order by eui for update`
    ).map((row) => [row.eui, row]),
  )
  const sets = await sql<{ eui: Eui; category: string; version: number; offered: boolean }[]>`
    select s.eui, s.category, s.version, s.offered_at is not null as offered from credential_sets s
     where s.owner_id = ${ownerId} and s.eui = any(${euis}) order by s.eui, s.category, s.version for update`
  const offered = new Set(sets.filter((set) => set.offered).map((set) => `${set.eui}/${set.category}/${set.version}`))
  const back: DesiredState[] = []
  const revived: { eui: Eui; category: string; version: number }[] = []
  const gone: Eui[] = []
  for (const row of rows) {
    const gateway = gateways.get(row.eui)
    const cups = row.setCups !== row.beforeCups
    const tc = row.setTc !== row.beforeTc
    const went =
      offered.has(`${row.eui}/cups/${cups ? row.setCups : -1}`) || offered.has(`${row.eui}/tc/${tc ? row.setTc : -1}`)
    // As heldSinceArmed has it.
    const held = gateway && !(gateway.claimedAt && row.armedAt && gateway.claimedAt > row.armedAt)
    const ours = held && (!cups || gateway.cups === row.setCups) && (!tc || gateway.tc === row.setTc)
    if (went || !ours) {
      gone.push(row.eui)
      continue
    }
    back.push({
      eui: row.eui,
      cupsVersion: cups ? row.beforeCups : gateway.cups,
      tcVersion: tc ? row.beforeTc : gateway.tc,
    })
    if (cups && row.beforeCups !== null) revived.push({ eui: row.eui, category: 'cups', version: row.beforeCups })
    if (tc && row.beforeTc !== null) revived.push({ eui: row.eui, category: 'tc', version: row.beforeTc })
  }
  if (back.length > 0) {
    // One that was never offered was retired when the rollout displaced it.
    await sql`
      update credential_sets s set retired_at = null
        from json_to_recordset(${JSON.stringify(revived)}::text::json) as r(eui text, category text, version int)
       where s.eui = r.eui and s.category = r.category and s.version = r.version and s.owner_id = ${ownerId} and s.offered_at is null`
    await storeSetup(sql, ownerId, [], back, `rollout:${id}`, now)
    await insertAuditEntries(
      sql,
      back.map(({ eui }) => ({
        ownerId,
        actor: `rollout:${id}`,
        action: 'gateway.setup',
        eui,
        detail: { rollout: id, withdrawn: to.code },
      })),
    )
    await sql`
      update rollout_gateways m set state = ${to.state}, code = ${to.code}, reason = ${MEMBER_SENTENCES[to.code]}, base_revision = g.revision,
             set_cups = null, set_tc = null, before_cups = null, before_tc = null,
             settled_at = case when ${to.state !== 'waiting'}::bool then ${now}::timestamptz end
        from gateways g
       where m.rollout_id = ${id} and m.owner_id = ${ownerId} and m.eui = any(${back.map((one) => one.eui)}) and g.eui = m.eui`
  }
  // Offered, released or changed meanwhile: the next look at the check-ins says which.
  await sql`
    update rollout_gateways set state = 'offered' where rollout_id = ${id} and owner_id = ${ownerId} and eui = any(${gone})`
  return rows.length
}

/**
 * From now on nothing that is armed goes out any more, whoever runs: it is taken back later, in slices. In the transaction
 * that stops the rollout.
 */
export async function holdArmed(
  sql: Statements,
  { id, ownerId }: Pick<ObservedRollout, 'id' | 'ownerId'>,
  now: Date,
): Promise<void> {
  const armed = await sql<
    { eui: Eui; armed: string | null; cups: number | null; tc: number | null; armedAt: Date | null }[]
  >`
    update rollout_gateways set armed_until = ${now}
     where rollout_id = ${id} and owner_id = ${ownerId} and state = 'armed'
    returning eui, armed, armed_at as "armedAt", case when set_cups is distinct from before_cups then set_cups end as cups,
              case when set_tc is distinct from before_tc then set_tc end as tc`
  if (armed.length === 0) return
  const euis = armed.map((row) => row.eui)
  await sql`select from gateways where owner_id = ${ownerId} and eui = any(${euis}) order by eui for update`
  // What somebody has set up otherwise meanwhile is that person's, also the part that came from here.
  await sql`
    update credential_sets s set not_after = ${now}
      from unnest(${euis}::text[], ${armed.map((row) => row.cups)}::int[], ${armed.map((row) => row.tc)}::int[],
             ${armed.map((row) => row.armedAt?.toISOString() ?? null)}::timestamptz[]) as m(eui, cups, tc, armed_at)
      join gateways g on g.eui = m.eui and g.owner_id = ${ownerId} and ${heldSinceArmed(sql)} and coalesce(g.cups_version = m.cups, m.cups is null)
       and coalesce(g.tc_version = m.tc, m.tc is null)
     where s.eui = m.eui and s.eui = any(${euis}) and s.owner_id = ${ownerId} and s.offered_at is null
       and s.version = case s.category when 'cups' then m.cups else m.tc end`
  await sql`
    update firmware_schedules s set not_after = ${now}
      from unnest(${euis}::text[], ${armed.map((row) => row.armed)}::uuid[]) as a(eui, armed)
     where s.eui = a.eui and s.eui = any(${euis}) and s.owner_id = ${ownerId} and s.armed = a.armed and s.state = 'scheduled'`
}
