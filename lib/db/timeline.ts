/**
 * The history of one gateway under one owner from all that tells of it, one page by keyset in one statement. Each source
 * brings its newest rows after the cursor, so that a page costs the same however long the history is.
 */
import type { TimelineRow } from '#lib/domain/gateway-page/timeline.ts'
import type { TimelineKind } from '#lib/domain/gateway-page/timeline-kinds.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import { actorName } from './actor-name.ts'
import type { Sql } from './client.ts'

export interface TimelinePage {
  readonly kinds: readonly TimelineKind[]
  /** Time and key of the last row of the page before. */
  readonly after: { readonly at: string; readonly key: string } | undefined
  readonly limit: number
}

interface Source {
  readonly sql: Sql
  readonly ownerId: Eui
  readonly eui: Eui
  readonly page: TimelinePage
}

type Fragment = ReturnType<Sql>

/**
 * A further source is one more function here: it answers `at, key, kind, source, what, data, actor, actor_name` of this owner
 * and gateway, after the cursor, newest first, at most `limit` rows.
 */
const SOURCES: readonly { readonly kinds: readonly TimelineKind[]; readonly select: (source: Source) => Fragment }[] = [
  {
    kinds: ['claim', 'setup', 'return', 'firmware', 'label', 'certificate', 'transfer', 'bootstrap'],
    select: auditRows,
  },
  { kinds: ['check-in', 'fell-back'], select: checkInRows },
  { kinds: ['offer', 'confirmed', 'fell-back'], select: setRows },
  { kinds: ['firmware', 'certificate'], select: eventRows },
  { kinds: ['rollout'], select: rolloutRows },
  { kinds: ['certificate'], select: certificateRows },
  { kinds: ['silence'], select: silenceRows },
]

export async function listTimeline(
  sql: Sql,
  ownerId: Eui,
  eui: Eui,
  page: TimelinePage,
): Promise<(TimelineRow & { readonly cursorAt: string })[]> {
  const source = { sql, ownerId, eui, page }
  const selects = SOURCES.filter(({ kinds }) => kinds.some((kind) => page.kinds.includes(kind))).map(
    ({ select }) => sql`(${select(source)})`,
  )
  const [first, ...rest] = selects
  if (!first) return []
  return sql<(TimelineRow & { cursorAt: string })[]>`
    select at, key, kind, source, what, data, actor, actor_name as "actorName",
           to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "cursorAt"
      from (${rest.reduce((all, one) => sql`${all} union all ${one}`, first)}) as rows
     order by at desc, key collate "C" desc limit ${page.limit}`
}

/** What every source ends with; `rows` is a table of its columns. */
const newest = ({ sql, page: { kinds, after, limit } }: Source, rows: Fragment): Fragment => sql`
  select at, key, kind, source, what, data, actor, actor_name from (${rows}) as rows
   where kind = any(${kinds as TimelineKind[]}::text[])
     and ${after ? sql`(at, key collate "C") < (${after.at}::timestamptz, ${after.key}::text collate "C")` : sql`true`}
   order by at desc, key collate "C" desc limit ${limit}`

const before = ({ sql, page: { after } }: Source, column: string): Fragment =>
  after ? sql`${sql(column)} <= ${after.at}::timestamptz` : sql`true`

/** What is no part of the gateway's own story: attempts of others, and what only its operator did. */
const HIDDEN: readonly string[] = ['gateway.claim-refused', 'gateway.lost-to-claim', 'batch.pin', 'batch.token']

/** What people, tokens and the command line did. What a rollout did is told by the rollout. */
function auditRows(source: Source): Fragment {
  const { sql, ownerId, eui } = source
  return newest(
    source,
    sql`
    select a.at, 'audit:' || lpad(a.id::text, 18, '0') as key,
           case when a.action in ('gateway.claim', 'gateway.add', 'gateway.token', 'gateway.simulate', 'gateway.delete') then 'claim'
                when a.action like '%transfer%' then 'transfer'
                when a.action like '%bootstrap%' then 'bootstrap'
                when a.action = 'gateway.setup' and a.detail ? 'returned' then 'return'
                when a.action = 'gateway.setup' then 'setup'
                when a.action like 'firmware.%' then 'firmware'
                when a.action like 'client-certificate.%' then 'certificate'
                else 'label' end as kind,
           'audit' as source, a.action as what, a.detail as data, a.actor, ${actorName(sql, 'a.actor', ownerId)} as actor_name
      from audit_entries a
     where a.owner_id = ${ownerId} and a.eui = ${eui} and ${before(source, 'a.at')} and a.actor not like 'rollout:%'
       and a.action <> all(${HIDDEN as string[]}::text[])`,
  )
}

/**
 * Runs of equal check-ins: what a run says that the one before it did not, and how many followed without any news; the first
 * that was sent something is told by what it was sent. Runs of a gateway follow one another, so that the newest by their beginning are the newest.
 */
function checkInRows(source: Source): Fragment {
  const { sql, ownerId, eui, page } = source
  // One more than asked for: of the first, which may still go on, one row may lie before the cursor.
  return newest(
    source,
    sql`
    with runs as materialized (
      select c.*, p.reported as was_reported, p.address as was_address, p.credential as was_credential, p.fell_back as was_fell_back
        from (select id, first_at, last_at, times, address, reported, credential, answer, fell_back from check_ins
               where eui = ${eui} and owner_id = ${ownerId} and ${before(source, 'first_at')}
                 and ${page.kinds.includes('check-in') ? sql`true` : sql`fell_back`}
               order by first_at desc, id desc limit ${page.limit + 1}) c
        left join lateral (
          select b.reported, b.address, b.credential, b.fell_back from check_ins b
           where b.eui = ${eui} and b.owner_id = ${ownerId} and (b.first_at, b.id) < (c.first_at, c.id)
           order by b.first_at desc, b.id desc limit 1
        ) p on true
    ), judged as (
      select r.*, (answer ->> 'kind' = 'update')::int as sent, (r.was_reported is null or r.reported <> r.was_reported or r.address <> r.was_address or r.credential <> r.was_credential
                   or r.fell_back <> r.was_fell_back or r.answer ->> 'kind' = 'own-fault') as news
        from runs r
    )
    select first_at as at, 'run:' || id as key, case when fell_back then 'fell-back' else 'check-in' end as kind, 'check-in' as source,
           case when answer ->> 'kind' = 'own-fault' then 'own-fault' when fell_back then 'fell-back' else 'reported' end as what,
           jsonb_build_object('id', id, 'reported', reported, 'address', address, 'credential', credential,
             'before', case when was_reported is not null then jsonb_build_object('reported', was_reported, 'address', was_address, 'credential', was_credential) end) as data,
           null as actor, null as actor_name
      from judged where news
     union all
    select last_at, 'quiet:' || id, 'check-in', 'quiet', 'quiet',
           jsonb_build_object('id', id, 'times', times - greatest(news::int, sent), 'since', first_at, 'kind', answer ->> 'kind'), null, null
      from judged where times > greatest(news::int, sent)`,
  )
}

function setRows(source: Source): Fragment {
  const { sql, ownerId, eui } = source
  return newest(
    source,
    sql`
    select m.at, 'set:' || s.category || ':' || lpad(s.version::text, 9, '0') || ':' || m.what as key, m.kind, 'set' as source, m.what,
           jsonb_build_object('category', s.category, 'version', s.version, 'uri', coalesce(s.lns_uri, s.uri)) as data,
           null as actor, null as actor_name
      from credential_sets s
     cross join lateral (values (s.offered_at, 'offered', 'offer'), (s.proven_at, 'proven', 'confirmed'), (s.failed_at, 'failed', 'fell-back')) as m(at, what, kind)
     where s.eui = ${eui} and s.owner_id = ${ownerId} and m.at is not null`,
  )
}

function eventRows(source: Source): Fragment {
  const { sql, ownerId, eui } = source
  return newest(
    source,
    sql`
    select e.at, 'event:' || lpad(e.seq::text, 18, '0') as key, case when e.kind like 'firmware.%' then 'firmware' when e.kind like '%bootstrap%' then 'bootstrap' else 'certificate' end as kind,
           'event' as source, e.kind as what, e.detail as data, null as actor, null as actor_name
      from gateway_events e
     where e.eui = ${eui} and e.owner_id = ${ownerId} and ${before(source, 'e.at')}
       and e.kind in ('firmware.offered', 'firmware.confirmed', 'firmware.failed', 'gateway.trust_expiring',
                      'gateway.bootstrap_used', 'gateway.bootstrap_ended')`,
  )
}

/** The rollouts that did something to the gateway are named by their rows in the trail. */
function rolloutRows(source: Source): Fragment {
  const { sql, ownerId, eui } = source
  return newest(
    source,
    sql`
    select m.at, 'rollout:' || g.rollout_id || ':' || m.what as key, 'rollout' as kind, 'rollout' as source, m.what,
           jsonb_build_object('id', g.rollout_id, 'name', n.name, 'reason', case when m.what = 'armed' then '' else g.reason end) as data,
           'rollout:' || g.rollout_id as actor, n.name as actor_name
      from (select distinct substring(a.actor from '^rollout:([0-9a-f-]{36})$')::uuid as id from audit_entries a
             where a.owner_id = ${ownerId} and a.eui = ${eui} and a.actor like 'rollout:%') named
      join rollout_gateways g on g.rollout_id = named.id and g.eui = ${eui} and g.owner_id = ${ownerId}
      join rollouts n on n.id = g.rollout_id and n.owner_id = ${ownerId}
     cross join lateral (values (g.armed_at, 'armed'), (g.settled_at, g.state)) as m(at, what)
     where m.at is not null`,
  )
}

function certificateRows(source: Source): Fragment {
  const { sql, ownerId, eui } = source
  return newest(
    source,
    sql`
    select c.issued_at as at, 'certificate:' || c.ca_id || ':' || c.serial as key, 'certificate' as kind, 'certificate' as source,
           case when c.issued_by = 'system' then 'system' else 'person' end as what,
           jsonb_build_object('category', c.category, 'notAfter', c.not_after) as data, c.issued_by as actor,
           ${actorName(sql, 'c.issued_by', ownerId)} as actor_name
      from client_certificates c where c.owner_id = ${ownerId} and c.eui = ${eui}`,
  )
}

function silenceRows(source: Source): Fragment {
  const { sql, ownerId, eui } = source
  return newest(
    source,
    sql`
    select m.at, 'silence:' || s.outage_id || ':' || m.what as key, 'silence' as kind, 'silence' as source, m.what, '{}'::jsonb as data,
           null as actor, null as actor_name
      from silent_gateways s
      join outages o on o.id = s.outage_id and o.owner_id = ${ownerId}
     cross join lateral (values (o.opened_at, 'silent'), (s.back_at, 'back')) as m(at, what)
     where s.eui = ${eui} and s.owner_id = ${ownerId} and m.at is not null`,
  )
}
