/** Opaque cursors of paged lists: what the caller passes back is checked, never trusted. */
import { AppError } from '#lib/domain/app-error.ts'

export function encodeCursor(parts: readonly string[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url')
}

/** The parts of a cursor of ours, or `invalid`. */
export function decodeCursor(cursor: string | undefined, length: number): string[] | undefined {
  if (cursor === undefined || cursor === '') return undefined
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
    if (Array.isArray(parts) && parts.length === length && parts.every((part) => typeof part === 'string')) return parts
  } catch {
    // Falls through to the refusal: how it is malformed does not matter.
  }
  throw new AppError('invalid', 'This page address is not valid any more. Start from the first page.')
}
