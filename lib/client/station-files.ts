/**
 * The files that a Station keeps in its home (seed 000), made in the browser so that secrets that were just typed or
 * generated do not travel again (rules.md 25). Names and line endings are exact: a URI without newline, a token that
 * ends in CRLF.
 */
import type { Category } from './contracts.ts'

export interface StationSet {
  readonly uri: string
  /** PEM. */
  readonly trust?: string | null
  /** PEM. */
  readonly crt?: string | null
  /** Bytes of the key file; leave it out when it is not known here any more. */
  readonly key?: Uint8Array | null
}

export type StationFiles = Record<string, Uint8Array>

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const withNewline = (pem: string): string => `${pem.trimEnd()}\n`

/** `cups.uri`, `cups.trust`, `cups.crt`, `cups.key`, or the same with `tc`; absent items make no file. */
export function stationFiles(category: Category, set: StationSet): StationFiles {
  const files: StationFiles = { [`${category}.uri`]: bytes(set.uri.trim()) }
  if (/^(http|ws):/.test(set.uri)) return files
  if (set.trust) files[`${category}.trust`] = bytes(withNewline(set.trust))
  if (set.crt) files[`${category}.crt`] = bytes(withNewline(set.crt))
  if (set.key?.length) files[`${category}.key`] = set.key
  return files
}

const HEADER = /^[A-Za-z0-9-]+:/

/** True when the text is already a header line (`Authorization: …`), not the bare token. */
export const isHeaderLine = (text: string): boolean => HEADER.test(text.trim())

/** The header line of a token as Station sends it, without line end; a bare token gets `Authorization: ` in front. */
export function tokenHeader(text: string): string {
  const trimmed = text.trim()
  return isHeaderLine(trimmed) ? trimmed : `Authorization: ${trimmed}`
}

/** The bytes of `cups.key` or `tc.key` for a token: the header, each line ended by CRLF (cups.md §4). */
export const tokenKeyFile = (text: string): Uint8Array => bytes(`${tokenHeader(text).split(/\r?\n/).join('\r\n')}\r\n`)

/** Packs the files; fflate is loaded when the first zip is made. */
export async function zipStationFiles(files: StationFiles): Promise<Blob> {
  const { zipSync } = await import('fflate')
  const packed = zipSync(files, { level: 6 })
  return new Blob([packed.slice().buffer], { type: 'application/zip' })
}

/** Hands the blob to the browser's download. */
export function saveBlob(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  document.body.append(link)
  link.click()
  link.remove()
  // Revoked after the download has been handed over; in the same turn some browsers would save an empty file.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
