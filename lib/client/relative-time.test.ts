import { expect, test } from 'vitest'
import { formatAbsolute, formatDue, formatRelative } from './relative-time.ts'

const now = new Date(2026, 10, 21, 12, 0, 0)
const at = (seconds: number) => new Date(now.getTime() + seconds * 1000)

test('relative times in both directions', () => {
  expect(formatRelative(at(-3), now)).toBe('just now')
  expect(formatRelative(at(-60), now)).toBe('1 minute ago')
  expect(formatRelative(at(-59 * 60), now)).toBe('1 hour ago')
  expect(formatRelative(at(-26 * 3600), now)).toBe('1 day ago')
  expect(formatRelative(at(86_400 * 3), now)).toBe('in 3 days')
})

test('the absolute time carries its zone', () => {
  expect(formatAbsolute(now)).toMatch(/^2026-11-21 12:00:00 UTC([+−]\d\d:\d\d)?$/)
})

test('due times name the day', () => {
  expect(formatDue(at(2 * 3600), now)).toBe('14:00 today')
  expect(formatDue(at(24 * 3600), now)).toBe('12:00 tomorrow')
  expect(formatDue(at(72 * 3600), now)).toBe('12:00 on 2026-11-24')
})
