/**
 * A list of gateways and their claim PINs: a file of a maker or a spreadsheet, or lines that somebody pasted. Columns are
 * found by their names, else by what is in them, and can be chosen.
 */
import { CODE_NAMES, EUI_NAMES, findColumn, LABEL_NAMES } from '../csv/column-names.ts'
import { type CsvRow, type LineFault, readCsvRows } from '../csv/csv-rows.ts'
import { isEatenNumber } from '../csv/eaten-number.ts'
import { LABEL_FIELDS, type LabelCells, type LabelField } from './claim-labels.ts'
import { PIN_ALPHABET } from './claim-pin.ts'
import type { ClaimEntry } from './judge-claims.ts'
import { readCode, splitLine } from './read-code.ts'
import { readIdentifier } from './read-identifier.ts'

export interface ClaimColumns {
  readonly id: number
  readonly pin: number
}

/** Columns beside them, found by their names alone. */
export type LabelColumns = Readonly<Partial<Record<LabelField, number>>>

export interface ClaimTable {
  readonly entries: readonly ClaimEntry[]
  /** Undefined: the lines have no columns. */
  readonly columns: ClaimColumns | undefined
  readonly labels: LabelColumns
  /** What to call each column: its name in the file, or an example. */
  readonly names: readonly string[]
  /** Of the file as a whole: nothing of it can be used. */
  readonly fault: LineFault | undefined
}

export const MAX_LINES = 50_000
const SAMPLE = 200
const COMMENT = /^(?:#|\/\/)/

/** `chosen`: by the person, instead of what was found. */
export function readClaimTable(text: string, chosen?: ClaimColumns): ClaimTable {
  const read = readCsvRows(text)
  if (!read.ok) return { ...NOTHING, fault: read.error }
  const rows = read.value.filter(({ cells }) => !COMMENT.test(cells[0] ?? ''))
  if (rows.length > MAX_LINES) {
    const error = `The list has more than ${MAX_LINES} lines. Split it.`
    return { ...NOTHING, fault: { line: MAX_LINES + 1, error } }
  }
  const table = rows.filter(({ cells }) => cells.length > 1)
  if (table.length === 0) return { ...NOTHING, entries: rows.map(entryOfLine) }
  const header = headerOf(table)
  const columns = chosen ?? findColumns(table, header)
  const labels = labelColumns(header, columns)
  const entries = rows
    .filter((row) => row !== header)
    .map((row) => (row.cells.length > 1 ? entryOfCells(row, columns, labels) : entryOfLine(row)))
  return { entries, columns, labels, names: namesOf(table, header), fault: undefined }
}

const NOTHING: ClaimTable = { entries: [], columns: undefined, labels: {}, names: [], fault: undefined }

function entryOfCells({ line, cells }: CsvRow, { id, pin }: ClaimColumns, columns: LabelColumns): ClaimEntry {
  const code = readCode(cells[id] ?? '')
  const labels = labelsOf(cells, columns)
  // A column of links: both are in it.
  if (code.kind === 'gateway') return { line, id: code.eui, pin: code.claim, ...labels }
  return { line, id: cells[id] ?? '', pin: cells[pin] ?? '', ...labels }
}

function labelsOf(cells: readonly string[], columns: LabelColumns): { labels?: LabelCells } {
  const filled = LABEL_FIELDS.flatMap((field) => {
    const cell = cells[columns[field] ?? -1] ?? ''
    return cell === '' ? [] : [[field, cell] as const]
  })
  return filled.length > 0 ? { labels: Object.fromEntries(filled) } : {}
}

function labelColumns(header: CsvRow | undefined, { id, pin }: ClaimColumns): LabelColumns {
  const found = LABEL_FIELDS.flatMap((field) => {
    const column = findColumn(header?.cells ?? [], LABEL_NAMES[field])
    return column >= 0 && column !== id && column !== pin ? [[field, column] as const] : []
  })
  return Object.fromEntries(found)
}

/** A line of the same table with other values, in the signs that `like` is written with. */
export function writeClaimLine(
  { id, pin, labels = {} }: Omit<ClaimEntry, 'line'>,
  table: ClaimTable,
  like: string,
): string {
  const { columns } = table
  if (!columns) return `${id} ${pin}`.trim()
  const cells = table.names.map(() => '')
  for (const field of LABEL_FIELDS) {
    const column = table.labels[field]
    if (column !== undefined) cells[column] = labels[field] ?? ''
  }
  cells[columns.id] = id
  cells[columns.pin] = pin
  const sign = ['\t', ';'].find((one) => like.includes(one)) ?? ','
  return cells
    .map((cell) => (cell.includes(sign) || /["\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell))
    .join(sign)
}

function entryOfLine({ line, cells }: CsvRow): ClaimEntry {
  const text = cells[0] ?? ''
  const code = readCode(text)
  return code.kind === 'gateway' && text.includes('/')
    ? { line, id: code.eui, pin: code.claim }
    : { line, ...splitLine(text) }
}

/** The first line, when it names a column, or is no gateway where those below are. */
function headerOf(table: readonly CsvRow[]): CsvRow | undefined {
  const [first, ...rest] = table
  if (!first || first.cells.some(isIdentifier)) return undefined
  if (findColumn(first.cells, EUI_NAMES) >= 0 || findColumn(first.cells, CODE_NAMES) >= 0) return first
  return rest.slice(0, SAMPLE).some(({ cells }) => cells.some(isIdentifier)) ? first : undefined
}

function findColumns(table: readonly CsvRow[], header: CsvRow | undefined): ClaimColumns {
  const sample = table.filter((row) => row !== header).slice(0, SAMPLE)
  const width = widthOf(table)
  const named = { id: findColumn(header?.cells ?? [], EUI_NAMES), pin: findColumn(header?.cells ?? [], CODE_NAMES) }
  const score = (column: number, judge: (cell: string) => number) =>
    sample.reduce((sum, { cells }) => sum + judge(cells[column] ?? ''), 0)
  const best = (judge: (cell: string) => number, not: number): number => {
    const columns = Array.from({ length: width }, (_, column) => column).filter((column) => column !== not)
    const scores = columns.map((column) => score(column, judge))
    const most = Math.max(...scores)
    return most > 0 ? (columns[scores.indexOf(most)] ?? -1) : -1
  }
  const found = named.id >= 0 ? named.id : best((cell) => (isIdentifier(cell) ? 1 : 0), named.pin)
  const id = found >= 0 ? found : named.pin === 0 ? 1 : 0
  const pin = named.pin >= 0 ? named.pin : best(likePin, id)
  return { id, pin: pin >= 0 ? pin : id === 0 ? 1 : 0 }
}

/** Also what was one before a spreadsheet had it, and the link of a label. */
const isIdentifier = (cell: string): boolean =>
  isEatenNumber(cell) || readIdentifier(cell).kind === 'read' || readCode(cell).kind === 'gateway'

/** How much a cell looks like a PIN: of Gatehouse, or a code of another maker with letters and digits. */
function likePin(cell: string): number {
  const text = cell.replace(/[\s-]/g, '').toUpperCase()
  if (text.length === 8 && [...text].every((char) => PIN_ALPHABET.includes(char))) return /\d/.test(text) ? 3 : 2
  return /^[\x21-\x7e]{8,64}$/.test(cell) && /\d/.test(cell) && !isIdentifier(cell) ? 1 : 0
}

function namesOf(table: readonly CsvRow[], header: CsvRow | undefined): string[] {
  const example = table.find((row) => row !== header) ?? header
  return Array.from({ length: widthOf(table) }, (_, column) => {
    const name = (header ?? example)?.cells[column] ?? ''
    return name === '' ? `Column ${column + 1}` : name
  })
}

const widthOf = (table: readonly CsvRow[]): number => Math.min(40, Math.max(...table.map(({ cells }) => cells.length)))
