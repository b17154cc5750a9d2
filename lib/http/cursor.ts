/** Opaque cursors of paged lists: what the caller passes back is checked, never trusted. */
import { AppError } from '#lib/domain/app-error.ts'

/** What a part of a cursor may be. Times are as PostgreSQL printed them, with microseconds and in UTC. */
const PARTS = {
  text: (part: string) => !part.includes('\0') && part.isWellFormed(),
  eui: (part: string) => /^[0-9a-f]{16}$/.test(part),
  uuid: (part: string) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(part),
  sha256: (part: string) => /^[0-9a-f]{64}$/.test(part),
  number: (part: string) => /^\d{1,9}$/.test(part),
  bigint: (part: string) => /^\d{1,18}$/.test(part),
  time: (part: string) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/.test(part) && isDate(part.slice(0, 19)),
} as const
export type CursorPart = keyof typeof PARTS

export function encodeCursor(parts: readonly string[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url')
}

/** The parts of a cursor of ours, undefined for the first page, or `invalid`. */
export function decodeCursor(cursor: string | undefined, kinds: readonly CursorPart[]): string[] | undefined {
  if (cursor === undefined || cursor === '') return undefined
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
    const good =
      Array.isArray(parts) &&
      parts.length === kinds.length &&
      kinds.every((kind, index) => typeof parts[index] === 'string' && PARTS[kind](parts[index]))
    if (good) return parts
  } catch {
    // Falls through to the refusal: how it is malformed does not matter.
  }
  throw new AppError('invalid', 'This page address is not valid any more. Start from the first page.')
}

/** `2026-02-30T…` is a date for JavaScript, which counts on into March, and an error for PostgreSQL. */
function isDate(text: string): boolean {
  const date = new Date(`${text}Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
}
