/** CPU time of a piece of work, in this process and in the database: what it takes however busy the machine is. */
import { readFileSync } from 'node:fs'
import type { Context } from '#lib/services/context.ts'

/** Of /proc/<pid>/stat, in milliseconds; the kernel counts in hundredths of a second. */
const TICK = 10
/** Fields behind the name of the program, which may hold blanks itself: utime and stime. */
const USER = 11

/** Milliseconds of CPU until now: of this process, and of all connections of its database. NaN where there is no /proc. */
export async function cpuUntilNow(context: Context): Promise<number> {
  const { user, system } = process.cpuUsage()
  const rows = await context.sql<{ pid: number }[]>`
    select pid from pg_stat_activity where datname = current_database() and backend_type = 'client backend'`
  return rows.reduce((sum, { pid }) => sum + ofProcess(pid), (user + system) / 1000)
}

function ofProcess(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return (Number(fields[USER]) + Number(fields[USER + 1])) * TICK
  } catch {
    return Number.NaN
  }
}
