/** `fwcrc` and `fwafter` of `setup`: shape only (owner-api.md, rules.md 20). */
import { ok, type Result, refuse } from './result.ts'

export interface FirmwareFields {
  /** Undefined = keep, null = cancel, otherwise the u32 CRC. */
  readonly crc: number | null | undefined
  readonly after: Date | null | undefined
}

const ISO = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)?(Z|[+-]\d{2}:?\d{2})?$/i

/**
 * Reads both fields. CRCs are signed or unsigned 32-bit; times are ISO 8601, in UTC where no zone is given. Firmware
 * images cannot be stored yet, so every CRC is one that nobody uploaded.
 */
export function parseFirmwareFields(fwcrc: unknown, fwafter: unknown): Result<FirmwareFields> {
  const after = parseTime(fwafter)
  if (!after.ok) return after
  if (fwcrc === undefined) return ok({ crc: undefined, after: after.value })
  if (fwcrc === null || fwcrc === '') return ok({ crc: null, after: after.value })
  if (typeof fwcrc !== 'number' || !Number.isInteger(fwcrc) || fwcrc < -0x8000_0000 || fwcrc > 0xffff_ffff) {
    return refuse('fwcrc is not a CRC-32: give the number that firmware/list shows.')
  }
  return refuse(`There is no firmware image with CRC ${fwcrc >>> 0}. Upload it first, then schedule it.`)
}

function parseTime(value: unknown): Result<Date | null | undefined> {
  if (value === undefined) return ok(undefined)
  if (value === null || value === '') return ok(null)
  const match = typeof value === 'string' ? ISO.exec(value.trim()) : null
  const text = typeof value === 'string' ? value.trim().replace(' ', 'T') : ''
  const hasTime = text.includes('T')
  const time = match ? new Date(match[1] || !hasTime ? text : `${text}Z`) : undefined
  if (!time || Number.isNaN(time.getTime())) {
    return refuse('fwafter is not a time: write it as 2026-05-01T02:00:00Z, with Z or an offset.')
  }
  return ok(time)
}
