/** From found files to their bytes: too large ones are refused before they are read, zips are opened within limits. */

import type { Category } from '#lib/domain/credential-set.ts'
import { decodeCsv } from '#lib/domain/csv/csv-text.ts'
import { readSetupTable } from '#lib/domain/setup-files/read-setup-table.ts'
import { type GivenFile, type PlacedPart, type SortedFiles, sortFiles } from '#lib/domain/setup-files/sort-files.ts'
import { readContainedZip, type ZipLimits, type ZipTools } from '#lib/domain/zip/contained-zip.ts'
import type { Found } from './collect-files.ts'
import { crc32 } from './crc32.ts'
import type { ReadOptions } from './read-progress.ts'

/** A certificate, a key or a token is at most a few kilobytes. */
const MAX_FILE = 64 * 1024
const MAX_TABLE = 32 * 1024 * 1024
export const GATEWAY_ZIP: ZipLimits = {
  packed: 32 * 1024 * 1024,
  entries: 60_000,
  file: 64 * 1024,
  total: 256 * 1024 * 1024,
  ratio: 100,
  only: 'the files of the gateways',
  none: 'no certificate, key or token',
}

export interface ReadFiles extends SortedFiles {
  /** How many files there were, those in zips too. */
  readonly count: number
}

/** Progress is told so often, whatever the number of files. */
const STEPS = 100

/** Never throws for what a file holds: each that cannot be used has its sentence. `category`: of files that name no server. */
export async function readFound(
  { files, tooMany }: Found,
  category: Category,
  { signal, onProgress }: ReadOptions = {},
): Promise<ReadFiles> {
  const refused: { path: string; reason: string }[] = []
  const given: GivenFile[] = []
  if (tooMany)
    refused.push({ path: 'The rest', reason: 'At most 60,000 files are taken at once. Drop the others afterwards.' })
  const step = Math.max(1, Math.ceil(files.length / STEPS))
  for (const [index, { path, file }] of files.entries()) {
    signal?.throwIfAborted()
    if (index > 0 && index % step === 0) onProgress?.({ done: index, total: files.length })
    const zip = /\.zip$/i.test(path)
    const most = zip ? GATEWAY_ZIP.packed : /\.(?:csv|tsv)$/i.test(path) ? MAX_TABLE : MAX_FILE
    if (file.size > most) {
      refused.push({ path, reason: tooLarge(file.size, most, zip) })
      continue
    }
    let bytes: Uint8Array
    try {
      bytes = new Uint8Array(await file.arrayBuffer())
    } catch {
      refused.push({ path, reason: 'The browser cannot read this file any more. Choose it again.' })
      continue
    }
    if (!zip) {
      given.push({ path, bytes })
      continue
    }
    const opened = readContainedZip(bytes, GATEWAY_ZIP, await zipTools())
    if (!opened.ok) refused.push({ path, reason: opened.error })
    else
      for (const [inner, content] of opened.value)
        given.push({ path: `${path.replace(/\.zip$/i, '')}/${inner}`, bytes: content })
  }
  signal?.throwIfAborted()
  onProgress?.({ done: files.length, total: files.length })
  const sorted = sortFiles(given, category)
  const fromTables = sorted.tables.map((table) => readTable(table, given, category))
  const used = new Set(fromTables.flatMap((table) => [...table.used]))
  const keep = ({ source }: PlacedPart) => !used.has(source)
  return {
    count: given.length,
    parts: [...sorted.parts.filter(keep), ...fromTables.flatMap(({ parts }) => parts)],
    questions: sorted.questions.filter(({ candidates }) => candidates.some(keep)),
    refused: [
      ...refused,
      ...sorted.refused.filter(({ path }) => !used.has(path)),
      ...fromTables.flatMap((one) => one.refused),
    ],
    tables: sorted.tables,
  }
}

function readTable(table: GivenFile, files: readonly GivenFile[], category: Category) {
  const text = decodeCsv(table.bytes)
  if (!text.ok) return { parts: [], used: new Set<string>(), refused: [{ path: table.path, reason: text.error }] }
  const { parts, used, faults } = readSetupTable(table, text.value, files, category)
  return { parts, used, refused: faults.map(({ line, reason }) => ({ path: `${table.path}, line ${line}`, reason })) }
}

function tooLarge(size: number, most: number, zip: boolean): string {
  const mb = (bytes: number) =>
    bytes >= 1024 * 1024 ? `${Math.round(bytes / 1024 / 1024)} MB` : `${Math.round(bytes / 1024)} kB`
  return zip
    ? `This zip has ${mb(size)}; at most ${mb(most)} are opened. Make several.`
    : `This file has ${mb(size)}; at most ${mb(most)} are read. Certificates and keys are smaller: choose another file.`
}

/**
 * fflate comes with the first zip. It unpacks into as many bytes as are declared and no more; what packs worse than not at
 * all is no honest file, and is not begun.
 */
async function zipTools(): Promise<ZipTools> {
  const { inflateSync } = await import('fflate')
  const inflate = (packed: Uint8Array, max: number): Uint8Array => {
    if (packed.length > max + EXPANSION) throw new RangeError('packed longer than plain')
    return inflateSync(packed, { out: new Uint8Array(max) })
  }
  return { inflate, crc32 }
}

/** Bytes by which deflate may exceed what it packs, for files of this size. */
const EXPANSION = 1024
