/** Excel's own rendering of a large number: 5.8A0C… never looks so, 58000000000000000 does. */
const SCIENTIFIC = /^[+-]?\d+(?:[.,]\d+)?E\+\d+$/i

/** A spreadsheet took an identifier or a code for a number and lost digits. */
export const isEatenNumber = (cell: string): boolean => SCIENTIFIC.test(cell)

/** What happened, and what to do. */
export const EATEN =
  'A spreadsheet turned it into a number and lost digits. Format the column as text before the values go in, and export again from the original.'
