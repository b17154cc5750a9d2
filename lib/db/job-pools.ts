/**
 * Signs of life of the processes that take jobs. The queue by itself gives the jobs of a killed process free after four
 * hours; a delivery cannot wait that long.
 */
import type { Sql } from './client.ts'

/** Without a sign of life for this long, in seconds, a process counts as dead. */
export const POOL_DEAD_AFTER = 30

/** Tells that `id` lives, and frees the jobs of those that do not. */
export async function keepPoolAlive(sql: Sql, id: string): Promise<void> {
  await sql`
    insert into job_pools (id, seen_at) values (${id}, now()) on conflict (id) do update set seen_at = excluded.seen_at`
  await sql`
    with dead as (
      select array_agg(distinct locked_by) as ids from graphile_worker.jobs
       where locked_by is not null
         and not exists (select from job_pools p where p.id = locked_by and p.seen_at > now() - make_interval(secs => ${POOL_DEAD_AFTER}))
    )
    select graphile_worker.force_unlock_workers(ids) from dead where ids is not null`
  await sql`delete from job_pools where seen_at < now() - interval '1 day'`
}

/** The process has ended in order: what it might still hold is free at once. */
export async function endPool(sql: Sql, id: string): Promise<void> {
  await sql`delete from job_pools where id = ${id}`
  await sql`select graphile_worker.force_unlock_workers(array[${id}::text])`
}
