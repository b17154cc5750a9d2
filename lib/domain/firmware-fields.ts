/** `fwcrc` and `fwafter` of `setup`: shape only (owner-api.md, rules.md 20). */
import { ok, type Result, refuse } from './result.ts'

export interface FirmwareFields {
  /** Undefined = keep, null = cancel, otherwise the u32 CRC. */
  readonly crc: number | null | undefined
  readonly after: Date | null | undefined
}

const ISO = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(Z|[+-]\d{2}(?::?\d{2})?)?)?$/i

/** Reads both fields. CRCs are signed or unsigned 32-bit; times are ISO 8601, in UTC where no zone is given. */
export function parseFirmwareFields(fwcrc: unknown, fwafter: unknown): Result<FirmwareFields> {
  const after = parseTime(fwafter)
  if (!after.ok) return after
  if (fwcrc === undefined) return ok({ crc: undefined, after: after.value })
  if (fwcrc === null || fwcrc === '') return ok({ crc: null, after: after.value })
  const crc = readCrc(fwcrc)
  return crc === undefined
    ? refuse('fwcrc is not a CRC-32: give the number that firmware/list shows.')
    : ok({ crc, after: after.value })
}

/** The u32 of a signed or unsigned CRC-32; undefined for anything else. */
export function readCrc(value: unknown): number | undefined {
  const valid = typeof value === 'number' && Number.isInteger(value) && value >= -0x8000_0000 && value <= 0xffff_ffff
  return valid ? value >>> 0 : undefined
}

function parseTime(value: unknown): Result<Date | null | undefined> {
  if (value === undefined) return ok(undefined)
  if (value === null || value === '') return ok(null)
  const match = typeof value === 'string' ? ISO.exec(value.trim()) : null
  const time = match && readTime(match)
  if (!time) return refuse('fwafter is not a time: write it as 2026-05-01T02:00:00Z, with Z or an offset.')
  return time.getTime() < 0 ? refuse('fwafter lies before 1970. Check the year.') : ok(time)
}

/** Undefined for a moment that no calendar has: JavaScript alone would count February 30 on into March. */
function readTime([, day = '', clock = '00:00', seconds = '00', fraction = '', zone = 'Z']: RegExpExecArray) {
  const local = `${day}T${clock}:${seconds}`
  const naive = new Date(`${local}.${fraction.slice(0, 3).padEnd(3, '0')}Z`)
  if (Number.isNaN(naive.getTime()) || !naive.toISOString().startsWith(local)) return undefined
  const [, sign, hours = '0', minutes = '0'] = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone) ?? []
  if (Number(hours) > 23 || Number(minutes) > 59) return undefined
  const offset = (Number(hours) * 60 + Number(minutes)) * 60_000
  return new Date(naive.getTime() - (sign === '-' ? -offset : offset))
}
