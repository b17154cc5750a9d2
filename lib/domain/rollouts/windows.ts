/**
 * Maintenance windows in a time zone. A window is open only while the clock on the wall there shows a time inside of it: a
 * time that the change to summer time leaves out means the moment of the change, one that occurs twice its first time.
 */
import { DateTime, IANAZone } from 'luxon'
import type { MaintenanceWindows } from './rollout.ts'

export interface OpenWindow {
  readonly from: Date
  /** Exclusive. */
  readonly to: Date
}

export const isTimeZone = (zone: string): boolean => IANAZone.isValidZone(zone)

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Merged windows that end after `from` and begin before `to`, in order. `to` at most some weeks after `from`. */
export function windowsBetween(plan: MaintenanceWindows, from: Date, to: Date): OpenWindow[] {
  const zone = IANAZone.create(plan.zone)
  const found: { from: number; to: number }[] = []
  // A window may have begun on the day before. Noon of each local day: steps of 24 hours would leave out a day of 23.
  const first = DateTime.fromMillis(from.getTime() - 2 * DAY, { zone }).set({ hour: 12 })
  const count = Math.ceil((to.getTime() - from.getTime()) / DAY) + 4
  for (let later = 0; later <= count; later++) {
    const day = first.plus({ days: later })
    for (const { days, from: begins, to: ends } of plan.windows) {
      if (!days.includes(day.weekday)) continue
      const over = ends <= begins ? 1 : 0
      const opened = instantOf(zone, day, 0, begins)
      const closed = instantOf(zone, day, over, ends)
      if (closed > opened && closed > from.getTime() && opened < to.getTime()) found.push({ from: opened, to: closed })
    }
  }
  return merge(found).map((one) => ({ from: new Date(one.from), to: new Date(one.to) }))
}

/** The window that `now` lies in, or undefined. */
export function openWindow(plan: MaintenanceWindows, now: Date): OpenWindow | undefined {
  return windowsBetween(plan, now, new Date(now.getTime() + 9 * DAY)).find(({ from, to }) => from <= now && now < to)
}

/** The first window that begins after `now`. Every weekday comes within eight days; a day without the hour costs a week. */
export function nextWindow(plan: MaintenanceWindows, now: Date): OpenWindow | undefined {
  return windowsBetween(plan, now, new Date(now.getTime() + 16 * DAY)).find(({ from }) => from > now)
}

function merge(windows: readonly { from: number; to: number }[]): { from: number; to: number }[] {
  const merged: { from: number; to: number }[] = []
  for (const one of [...windows].sort((a, b) => a.from - b.from)) {
    const last = merged.at(-1)
    if (last && one.from <= last.to) last.to = Math.max(last.to, one.to)
    else merged.push({ ...one })
  }
  return merged
}

/** The instant at which the clock shows `HH:MM` on a local day, `daysLater` after `day`. */
function instantOf(zone: IANAZone, day: DateTime, daysLater: number, clock: string): number {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number)
  const local = Date.UTC(day.year, day.month - 1, day.day + daysLater, hours, minutes)
  const before = local - zone.offset(local - DAY) * MINUTE
  const after = local - zone.offset(local + DAY) * MINUTE
  const shows = (instant: number) => instant + zone.offset(instant) * MINUTE === local
  const real = [before, after].filter(shows)
  return real.length > 0 ? Math.min(...real) : changeBetween(zone, Math.min(before, after), Math.max(before, after))
}

/** The moment between two at which the zone's offset changes. */
function changeBetween(zone: IANAZone, low: number, high: number): number {
  const offset = zone.offset(high)
  let before = low
  let after = high
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2)
    if (zone.offset(middle) === offset) after = middle
    else before = middle
  }
  return after
}
