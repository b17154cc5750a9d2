/** CSV that is written in the browser: RFC 4180, and no cell that a spreadsheet would compute (as lib/services writes it). */

/** What a spreadsheet takes for the beginning of a formula, in its full-width forms too. */
const FORMULA = /^[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/

function cellOf(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** With a byte order mark, for Excel. */
export const csvText = (records: readonly (readonly string[])[]): string =>
  `\uFEFF${records.map((record) => `${record.map(cellOf).join(',')}\r\n`).join('')}`

/** Hands a text to the browser's downloads. */
export function saveText(name: string, text: string, type: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}
