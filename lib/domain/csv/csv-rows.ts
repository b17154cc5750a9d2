/**
 * Tables as spreadsheets and people write them (RFC 4180 and what Excel makes of it): comma, semicolon or tab, byte order
 * mark, `sep=;`, quotes, `="…"`, any line end. What the cells mean is the caller's.
 */
import { type CsvError, parse } from 'csv-parse/sync'

export interface CsvRow {
  /** From 1, as an editor counts. */
  readonly line: number
  readonly cells: readonly string[]
}

export interface LineFault {
  readonly line: number
  readonly error: string
}

export type CsvRows = { ok: true; value: readonly CsvRow[] } | { ok: false; error: LineFault }

const DELIMITERS = [',', ';', '\t'] as const

/** Rows that hold something. `longest`: characters of one row. */
export function readCsvRows(text: string, longest = 4096): CsvRows {
  const { body, skipped, delimiter } = dialectOf(text.replace(/^\uFEFF/, ''))
  try {
    const rows = parse(body, {
      delimiter,
      info: true,
      trim: true,
      relax_quotes: true,
      relax_column_count: true,
      skip_empty_lines: true,
      record_delimiter: ['\r\n', '\n', '\r'],
      max_record_size: longest,
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

/** Excel's first line `sep=;` decides; else the character that the first line that is no remark holds most often. */
function dialectOf(text: string): { body: string; skipped: number; delimiter: string } {
  const declared = /^sep=([,;\t])\r?\n/i.exec(text)
  if (declared) return { body: text.slice(declared[0].length), skipped: 1, delimiter: declared[1] ?? ',' }
  const line = (/^[^\S\r\n]*(?!#|\/\/)\S[^\r\n]*/m.exec(text) ?? /[^\r\n]*\S[^\r\n]*/.exec(text))?.[0] ?? ''
  const unquoted = line.replace(/"[^"]*"/g, '')
  const counts = DELIMITERS.map((one) => unquoted.split(one).length)
  return { body: text, skipped: 0, delimiter: DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ',' }
}

/** `="0012"` is how Excel users save leading zeros. */
const plain = (cell: string): string => (/^="(.*)"$/s.exec(cell)?.[1] ?? cell).trim()
