/**
 * A table with one gateway per line: EUI, and any of uri, token, trust, crt and key, for the LNS or (`cups…`) for CUPS.
 * Files are named by their path among the dropped ones, or stand in the cell as PEM or Base64.
 */
import type { Category } from '../credential-set.ts'
import { EUI_NAMES, findColumn } from '../csv/column-names.ts'
import { readCsvRows } from '../csv/csv-rows.ts'
import { EATEN, isEatenNumber } from '../csv/eaten-number.ts'
import { parseEui } from '../identifiers.ts'
import { type PartField, sniffCredential } from './sniff-credential.ts'
import type { GivenFile, PlacedPart } from './sort-files.ts'

export interface SetupTable {
  readonly parts: readonly PlacedPart[]
  readonly faults: readonly { readonly line: number; readonly reason: string }[]
  /** Paths of dropped files that cells name: they are used up. */
  readonly used: ReadonlySet<string>
}

type Given = PartField | 'token'
interface Column {
  readonly index: number
  readonly category: Category
  readonly given: Given
}

/** A row may hold three PEM files and more. */
const LONGEST_ROW = 64 * 1024
const FIELDS: readonly Given[] = ['uri', 'token', 'trust', 'crt', 'key']
const NAMES: Readonly<Record<Given, readonly string[]>> = {
  uri: ['uri', 'url', 'server', 'address'],
  token: ['token', 'apikey', 'header'],
  trust: ['trust', 'ca', 'cacert', 'root'],
  crt: ['crt', 'cert', 'certificate', 'clientcert'],
  key: ['key', 'privatekey', 'clientkey'],
}

/** `files`: what else was dropped; `otherwise`: the server of columns whose name tells none. */
export function readSetupTable(
  table: GivenFile,
  text: string,
  files: readonly GivenFile[],
  otherwise: Category,
): SetupTable {
  const faults: { line: number; reason: string }[] = []
  const used = new Set<string>()
  const parts: PlacedPart[] = []
  const rows = readCsvRows(text, LONGEST_ROW)
  if (!rows.ok) return { parts, used, faults: [{ line: rows.error.line, reason: rows.error.error }] }
  const [head, ...lines] = rows.value
  const at = head ? findColumn(head.cells, EUI_NAMES) : -1
  const columns = head ? columnsOf(head.cells, otherwise) : []
  if (at < 0 || columns.length === 0) {
    const reason =
      'The first line names no columns. Write: eui, uri, token, trust, crt, key – or lnsUri, cupsUri and so on.'
    return { parts, used, faults: [{ line: head?.line ?? 1, reason }] }
  }
  for (const { line, cells } of lines) {
    const cell = cells[at] ?? ''
    const parsed = parseEui(cell)
    if (!parsed.ok) {
      faults.push({ line, reason: isEatenNumber(cell) ? EATEN : parsed.error })
      continue
    }
    for (const { index, category, given } of columns) {
      const value = cells[index] ?? ''
      if (value === '') continue
      const read = readCell(given, value, files)
      if ('reason' in read) faults.push({ line, reason: `${given}: ${read.reason}` })
      else {
        if (read.path) used.add(read.path)
        const source = `${table.path}, line ${line}`
        parts.push({ eui: parsed.value, category, field: read.field, token: read.token, bytes: read.bytes, source })
      }
    }
  }
  return { parts, faults, used }
}

function columnsOf(cells: readonly string[], otherwise: Category): Column[] {
  return cells.flatMap((cell, index) => {
    const word = cell.toLowerCase().replace(/[^a-z0-9]/g, '')
    const [, server, rest = ''] = /^(lns|tc|cups)?(.*)$/.exec(word) ?? []
    const given = FIELDS.find((field) => NAMES[field].includes(rest))
    if (!given) return []
    return [{ index, given, category: server === 'cups' ? 'cups' : server ? 'tc' : otherwise }]
  })
}

type ReadCell =
  | { readonly field: PartField; readonly token: boolean; readonly bytes: Uint8Array; readonly path?: string }
  | { readonly reason: string }

function readCell(given: Given, value: string, files: readonly GivenFile[]): ReadCell {
  const encode = (text: string) => new TextEncoder().encode(text)
  if (given === 'uri') return { field: 'uri', token: false, bytes: encode(value) }
  const named = files.filter(({ path }) => path === value || path.endsWith(`/${value}`))
  if (named.length > 1)
    return { reason: `${named.length} of the dropped files are called ${value}. Write the folder, too.` }
  const [file] = named
  if (given === 'token' && !file) {
    const header = /^authorization\s*:/i.test(value) ? value : `Authorization: ${value}`
    return { field: 'key', token: true, bytes: encode(header) }
  }
  const bytes = file?.bytes ?? (value.includes('-----BEGIN ') ? encode(value) : fromBase64(value))
  if (!bytes) return { reason: `“${value.slice(0, 60)}” is neither one of the dropped files nor PEM or Base64.` }
  const sniffed = sniffCredential(value, bytes)
  const field: PartField = given === 'token' ? 'key' : given
  const path = file ? { path: file.path } : {}
  if (sniffed.kind !== 'parts')
    return { reason: sniffed.kind === 'other' ? sniffed.reason : 'This is no certificate, key or token.' }
  const fits = sniffed.parts.filter(
    (part) => part.field === field || (isCertificate(part.field) && isCertificate(field)),
  )
  const part = sniffed.parts.length === 1 ? fits[0] : fits.find((one) => one.field === field)
  if (!part) return { reason: `This is ${WORDS[sniffed.parts[0]?.field ?? 'key']}, not ${WORDS[field]}.` }
  return { field, token: part.token ?? false, bytes: part.bytes, ...path }
}

const WORDS: Readonly<Record<PartField, string>> = {
  trust: 'a CA certificate',
  crt: 'a client certificate',
  key: 'a key or token',
  uri: 'an address',
}
const isCertificate = (field: PartField) => field === 'trust' || field === 'crt'

function fromBase64(text: string): Uint8Array | undefined {
  if (!/^[A-Za-z0-9+/\s]+={0,2}$/.test(text) || text.length < 16) return undefined
  try {
    return Uint8Array.from(atob(text.replace(/\s+/g, '')), (char) => char.charCodeAt(0))
  } catch {
    return undefined
  }
}
