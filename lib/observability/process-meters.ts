/** What every process tells of itself, under the names that dashboards know. */
import { monitorEventLoopDelay, performance } from 'node:perf_hooks'
import { type Family, gauge, readMeters } from './meters.ts'

const NANO = 1e9

/** From here on this process measures how long its event loop keeps others waiting. */
export function watchProcess(): void {
  const delay = monitorEventLoopDelay({ resolution: 20 })
  delay.enable()
  gauge('process_resident_memory_bytes', 'Memory of the process in RAM.', () => [
    { labels: {}, value: process.memoryUsage.rss() },
  ])
  gauge('process_start_time_seconds', 'When the process began, in Unix time.', () => [
    { labels: {}, value: performance.timeOrigin / 1000 },
  ])
  gauge('nodejs_eventloop_lag_p99_seconds', 'Lag of the event loop since it was last asked.', () => {
    const value = delay.percentile(99) / NANO
    delay.reset()
    return [{ labels: {}, value: Number.isFinite(value) ? value : 0 }]
  })
}

/** With the CPU time, which is a counter that the system keeps. */
export async function readProcess(): Promise<Family[]> {
  const { user, system } = process.cpuUsage()
  const cpu: Family = {
    name: 'process_cpu_seconds_total',
    help: 'CPU time of the process.',
    type: 'counter',
    samples: [{ labels: {}, value: (user + system) / 1e6 }],
  }
  return [cpu, ...(await readMeters())]
}
