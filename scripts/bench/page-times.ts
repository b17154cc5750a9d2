/** Calls that are made one after the other, many times each. */
import type { Context } from '#lib/services/context.ts'
import { cpuUntilNow } from './cpu.ts'

export type Call = readonly [name: string, call: () => Promise<unknown>]

/** Milliseconds. */
export interface PageTimes {
  readonly name: string
  readonly p50: number
  readonly p95: number
  readonly max: number
  /** CPU of one call, here and in the database; undefined where another process has a part. */
  readonly cpu: number | undefined
  readonly calls: number
}

const WARM_UP = 3

/** Of each call after a few that do not count; `context`: whose CPU is counted. */
export async function takeTimes(
  context: Context | undefined,
  calls: number,
  plans: readonly Call[],
): Promise<PageTimes[]> {
  const times: PageTimes[] = []
  for (const [name, call] of plans) {
    for (let i = 0; i < WARM_UP; i++) await call()
    const taken: number[] = []
    const before = context && (await cpuUntilNow(context))
    for (let i = 0; i < calls; i++) {
      const at = performance.now()
      await call()
      taken.push(performance.now() - at)
    }
    const cpu = context && before !== undefined ? ((await cpuUntilNow(context)) - before) / calls : undefined
    taken.sort((a, b) => a - b)
    const at = (share: number) => taken[Math.min(taken.length - 1, Math.floor(taken.length * share))] ?? 0
    times.push({ name, p50: at(0.5), p95: at(0.95), max: at(1), cpu, calls })
  }
  return times
}

/** As a table of Markdown. */
export function printTimes(times: readonly PageTimes[]): string {
  return [
    '| Server time | p50 | p95 | max | CPU of one |',
    '|---|---:|---:|---:|---:|',
    ...times.map(
      ({ name, p50, p95, max, cpu }) =>
        `| ${name} | ${p50.toFixed(1)} ms | ${p95.toFixed(1)} ms | ${max.toFixed(1)} ms | ${cpu === undefined ? '' : `${cpu.toFixed(1)} ms`} |`,
    ),
    '',
  ].join('\n')
}
