import { stringify } from 'csv-stringify/sync'

/** A table as CSV (RFC 4180), with a byte order mark for Excel; no cell can be read as a formula by a spreadsheet. */
export const writeCsv = (records: readonly (readonly string[])[]): string =>
  stringify(
    records.map((record) => [...record]),
    { bom: true, escape_formulas: true, record_delimiter: '\r\n' },
  )
