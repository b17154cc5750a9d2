/**
 * Lists of gateways with their claim codes, as makers send them and as Excel mangles them: with or without header, comma,
 * semicolon or tab, byte order mark, quotes, `="…"`. A code is kept exactly; an identifier in any notation.
 */
import { type CsvError, parse } from 'csv-parse/sync'
import { type Eui, parseEui } from '../identifiers.ts'
import { ok, type Result, refuse } from '../result.ts'
import { bootstrapTokenValue } from '../token.ts'

export interface CodeLine {
  /** From 1, as an editor counts. */
  readonly line: number
  readonly eui: Eui
  readonly code: string
  /** What the gateway sends after `Authorization: ` before it has an owner's credentials. */
  readonly token: string | null
}

export interface LineFault {
  readonly line: number
  readonly error: string
}

export interface CodeFile {
  readonly codes: readonly CodeLine[]
  readonly faults: readonly LineFault[]
}

export const MAX_CODES = 100_000
const MIN_CODE = 8
const MAX_CODE = 64
const DELIMITERS = [',', ';', '\t'] as const
/** Excel's own rendering of a large number: 5.8A0C… never looks so, 58000000000000000 does. */
const SCIENTIFIC = /^[+-]?\d+(?:[.,]\d+)?E\+\d+$/i
const EATEN =
  'A spreadsheet turned it into a number and lost digits. Format the column as text before the values go in, and export again from the original.'

const EUI_NAMES = ['eui', 'gatewayeui', 'gateway', 'gatewayid', 'eui64', 'mac', 'macaddress', 'id', 'id6', 'router']
const CODE_NAMES = [
  'code',
  'claimcode',
  'claim',
  'pin',
  'claimpin',
  'password',
  'wifipassword',
  'claimauthenticationcode',
]
const TOKEN_NAMES = ['token', 'authtoken', 'bootstraptoken', 'cupstoken']

/** Reads the whole file; what is wrong is told by line, and nothing is guessed. */
export function readClaimCodes(text: string): CodeFile {
  const whole = text.replace(/^\uFEFF/, '')
  const { body, skipped, delimiter } = dialectOf(whole)
  const rows = split(body, delimiter, skipped)
  if (!rows.ok) return { codes: [], faults: [rows.error] }
  const [first, ...rest] = rows.value
  if (!first) return { codes: [], faults: [{ line: 1, error: 'The file holds no line with a gateway and its code.' }] }
  const columns = headerOf(first.cells)
  const faults: LineFault[] = []
  const codes: CodeLine[] = []
  if (columns !== undefined && columns.code < 0) {
    const error = 'The first line names no column for the code. Name the columns “eui” and “code”.'
    return { codes: [], faults: [{ line: first.line, error }] }
  }
  const seen = new Map<Eui, number>()
  for (const row of columns ? rest : rows.value) {
    const read = readRow(row.cells, columns ?? { eui: 0, code: 1, token: 2 })
    if (!read.ok) faults.push({ line: row.line, error: read.error })
    else {
      const before = seen.get(read.value.eui)
      if (before === undefined) {
        seen.set(read.value.eui, row.line)
        codes.push({ line: row.line, ...read.value })
      } else faults.push({ line: row.line, error: `This gateway is already in line ${before}. Remove one of the two.` })
    }
  }
  if (codes.length + faults.length > MAX_CODES) {
    const error = `The file has more than ${MAX_CODES} gateways. Split it.`
    return { codes: [], faults: [{ line: MAX_CODES + 1, error }] }
  }
  const cut = findCut(whole, codes)
  return cut ? { codes: codes.slice(0, -1), faults: [...faults, cut] } : { codes, faults }
}

interface Row {
  readonly line: number
  readonly cells: readonly string[]
}

interface Columns {
  readonly eui: number
  readonly code: number
  readonly token: number
}

/** Excel's first line `sep=;` decides; else the character that the first line holds most often. */
function dialectOf(text: string): { body: string; skipped: number; delimiter: string } {
  const declared = /^sep=([,;\t])\r?\n/i.exec(text)
  if (declared) return { body: text.slice(declared[0].length), skipped: 1, delimiter: declared[1] ?? ',' }
  const line = /[^\r\n]*\S[^\r\n]*/.exec(text)?.[0] ?? ''
  const unquoted = line.replace(/"[^"]*"/g, '')
  const counts = DELIMITERS.map((one) => unquoted.split(one).length)
  return { body: text, skipped: 0, delimiter: DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ',' }
}

type Split = { ok: true; value: readonly Row[] } | { ok: false; error: LineFault }

function split(body: string, delimiter: string, skipped: number): Split {
  try {
    const rows = parse(body, {
      delimiter,
      info: true,
      trim: true,
      relax_quotes: true,
      relax_column_count: true,
      skip_empty_lines: true,
      record_delimiter: ['\r\n', '\n', '\r'],
      max_record_size: 4096,
    }) as unknown as { record: string[]; info: { lines: number } }[]
    return {
      ok: true,
      value: rows
        .map(({ record, info }) => ({ line: info.lines + skipped, cells: record.map(plain) }))
        .filter(({ cells }) => cells.some((cell) => cell !== '')),
    }
  } catch (error) {
    const { code, lines } = error as CsvError & { lines?: number }
    const line = (Number(lines) || 1) + skipped
    const reason =
      code === 'CSV_QUOTE_NOT_CLOSED'
        ? 'A quotation mark is opened and never closed. The file may be cut off: get it again.'
        : 'This line cannot be read as CSV. Look at its quotation marks.'
    return { ok: false, error: { line, error: reason } }
  }
}

/** `="0012"` is how Excel users save leading zeros. */
const plain = (cell: string): string => (/^="(.*)"$/s.exec(cell)?.[1] ?? cell).trim()

const wordOf = (cell: string): string => cell.toLowerCase().replace(/[^a-z0-9]/g, '')

/** Where the columns are when the first line names them; undefined when it is a gateway already. */
function headerOf(cells: readonly string[]): Columns | undefined {
  const words = cells.map(wordOf)
  const at = (names: readonly string[]) => words.findIndex((word) => names.includes(word))
  const eui = at(EUI_NAMES)
  return eui < 0 || parseEui(cells[eui] ?? '').ok ? undefined : { eui, code: at(CODE_NAMES), token: at(TOKEN_NAMES) }
}

function readRow(cells: readonly string[], columns: Columns): Result<Omit<CodeLine, 'line'>> {
  const at = (index: number) => (index < 0 ? '' : (cells[index] ?? ''))
  const [id, code, token] = [at(columns.eui), at(columns.code), at(columns.token)]
  const eui = parseEui(id)
  if (!eui.ok) return refuse(SCIENTIFIC.test(id) ? `“${id}” is not a gateway identifier. ${EATEN}` : eui.error)
  if (code === '') return refuse('The claim code is missing: the line ends before it.')
  if (SCIENTIFIC.test(code)) return refuse(`The claim code is a number with an exponent. ${EATEN}`)
  if (!/^[\x21-\x7e]+$/.test(code)) {
    return refuse('The claim code holds a blank or a character outside ASCII. Copy it again as it is on the label.')
  }
  if (code.length < MIN_CODE || code.length > MAX_CODE) {
    return refuse(
      `The claim code has ${code.length} characters; ${MIN_CODE} to ${MAX_CODE} are accepted. Shorter ones are guessed too easily.`,
    )
  }
  if (token === '') return ok({ eui: eui.value, code, token: null })
  const value = bootstrapTokenValue(token)
  return value.ok ? ok({ eui: eui.value, code, token: value.value }) : refuse(value.error)
}

/** A last line without its end, and with a shorter code than all others have, was cut on its way. */
function findCut(text: string, codes: readonly CodeLine[]): LineFault | undefined {
  const last = codes.at(-1)
  const others = new Set(codes.slice(0, -1).map(({ code }) => code.length))
  const [usual] = others
  if (!last || codes.length < 4 || others.size !== 1 || usual === undefined || /[\r\n]\s*$/.test(text)) return undefined
  if (last.code.length >= usual || last.token !== null) return undefined
  const error = `The file seems cut off: this code has ${last.code.length} characters, all others ${usual}. Get the file again.`
  return { line: last.line, error }
}
