/**
 * Lists of gateways with their claim codes, as makers send them and as Excel mangles them: with or without header, comma,
 * semicolon or tab, byte order mark, quotes, `="…"`. A code is kept exactly; an identifier in any notation.
 */
import { MAX_CODE, MIN_CODE } from '../claiming/claim-pin.ts'
import { CODE_NAMES, EUI_NAMES, findColumn, TOKEN_NAMES } from '../csv/column-names.ts'
import { type LineFault, readCsvRows } from '../csv/csv-rows.ts'
import { EATEN, isEatenNumber } from '../csv/eaten-number.ts'
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

export interface CodeFile {
  readonly codes: readonly CodeLine[]
  readonly faults: readonly LineFault[]
}

export const MAX_CODES = 100_000

/** Reads the whole file; what is wrong is told by line, and nothing is guessed. */
export function readClaimCodes(text: string): CodeFile {
  const rows = readCsvRows(text)
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
  const cut = findCut(text, codes)
  return cut ? { codes: codes.slice(0, -1), faults: [...faults, cut] } : { codes, faults }
}

interface Columns {
  readonly eui: number
  readonly code: number
  readonly token: number
}

/** Where the columns are when the first line names them; undefined when it is a gateway already. */
function headerOf(cells: readonly string[]): Columns | undefined {
  const eui = findColumn(cells, EUI_NAMES)
  if (eui < 0 || parseEui(cells[eui] ?? '').ok) return undefined
  return { eui, code: findColumn(cells, CODE_NAMES), token: findColumn(cells, TOKEN_NAMES) }
}

function readRow(cells: readonly string[], columns: Columns): Result<Omit<CodeLine, 'line'>> {
  const at = (index: number) => (index < 0 ? '' : (cells[index] ?? ''))
  const [id, code, token] = [at(columns.eui), at(columns.code), at(columns.token)]
  const eui = parseEui(id)
  if (!eui.ok) return refuse(isEatenNumber(id) ? `“${id}” is not a gateway identifier. ${EATEN}` : eui.error)
  if (code === '') return refuse('The claim code is missing: the line ends before it.')
  if (isEatenNumber(code)) return refuse(`The claim code is a number with an exponent. ${EATEN}`)
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
