/** Times for people: relative in the page, absolute with zone on hover and for copy. */
import { activeLocale } from './locale.ts'
import { say } from './say.ts'

const STEPS: readonly [unit: Intl.RelativeTimeFormatUnit, seconds: number][] = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
]

const relative = new Intl.RelativeTimeFormat(activeLocale(), { numeric: 'always', style: 'long' })

/** “3 minutes ago”, “in 2 days”, “just now” below 45 seconds either way. */
export function formatRelative(at: Date, now: Date): string {
  const seconds = (at.getTime() - now.getTime()) / 1000
  const size = Math.abs(seconds)
  if (size < 45) return seconds > 5 ? say('in a moment') : say('just now')
  for (const [unit, length] of STEPS) {
    if (size >= length * 0.95) return relative.format(Math.sign(seconds) * Math.max(1, Math.round(size / length)), unit)
  }
  return relative.format(Math.sign(seconds), 'minute')
}

/** `2026-11-21 14:20:05 UTC+01:00`: sortable, unambiguous, with zone. */
export function formatAbsolute(at: Date): string {
  const pad = (value: number) => String(value).padStart(2, '0')
  const offset = -at.getTimezoneOffset()
  const zone =
    offset === 0
      ? 'UTC'
      : `UTC${offset > 0 ? '+' : '−'}${pad(Math.floor(Math.abs(offset) / 60))}:${pad(Math.abs(offset) % 60)}`
  const day = `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}`
  return `${day} ${pad(at.getHours())}:${pad(at.getMinutes())}:${pad(at.getSeconds())} ${zone}`
}

/** `14:20 today`, `09:05 tomorrow`, else `14:20 on 2026-11-24`; for “expected by …”. */
export function formatDue(at: Date, now: Date): string {
  const pad = (value: number) => String(value).padStart(2, '0')
  const clock = `${pad(at.getHours())}:${pad(at.getMinutes())}`
  const midnight = (date: Date) => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime()
  const days = Math.round((midnight(at) - midnight(now)) / 86_400_000)
  if (days === 0) return `${clock} ${say('today')}`
  if (days === 1) return `${clock} ${say('tomorrow')}`
  if (days === -1) return `${clock} ${say('yesterday')}`
  return `${clock}${say(' on ')}${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}`
}
