/** Numbers of the installation as a whole, for those who watch it. Acts for every owner: only the worker calls this. */
import type { Sql } from './client.ts'

export interface InstallationNumbers {
  readonly gateways: readonly { readonly state: string; readonly count: number }[]
  readonly jobs: {
    readonly waiting: number
    /** Of the one that waits longest. */
    readonly oldestSeconds: number
    /** Were tried as often as they may be. */
    readonly failed: number
  }
  readonly deliveries: { readonly waiting: number; readonly openCircuits: number }
  readonly rollouts: readonly { readonly state: string; readonly count: number }[]
}

export async function readInstallationNumbers(sql: Sql): Promise<InstallationNumbers> {
  const [gateways, [jobs], [deliveries], rollouts] = await Promise.all([
    sql<{ state: string; count: number }[]>`
      select substr(term, 7) as state, sum(n)::int as count from fleet_counts
       where term >= 'state:' and term < 'state;' group by 1 order by 1`,
    sql<{ waiting: number; oldest: number; failed: number }[]>`
      select count(*) filter (where attempts < max_attempts)::int as waiting,
             coalesce(extract(epoch from now() - min(run_at) filter (where attempts < max_attempts)), 0)::float as oldest,
             count(*) filter (where attempts >= max_attempts)::int as failed
        from graphile_worker.jobs where locked_at is null and run_at <= now()`,
    sql<{ waiting: number; open: number }[]>`
      select (select count(*)::int from deliveries where state = 'waiting') as waiting,
             (select count(*)::int from destination_states where open_until is not null) as open`,
    sql<{ state: string; count: number }[]>`
      select state, count(*)::int as count from rollouts group by 1 order by 1`,
  ])
  return {
    gateways,
    jobs: { waiting: jobs?.waiting ?? 0, oldestSeconds: jobs?.oldest ?? 0, failed: jobs?.failed ?? 0 },
    deliveries: { waiting: deliveries?.waiting ?? 0, openCircuits: deliveries?.open ?? 0 },
    rollouts,
  }
}
