/** Columns that a person may add to the list of gateways or leave out; the identifier and the state always show. */
export const LIST_COLUMNS = [
  'name',
  'site',
  'lns',
  'cups',
  'flavor',
  'model',
  'station',
  'package',
  'expires',
  'lastSeen',
  'location',
] as const
export type ListColumn = (typeof LIST_COLUMNS)[number]

export const DEFAULT_COLUMNS: readonly ListColumn[] = ['name', 'lns', 'flavor', 'lastSeen']

/** Names with commas, in the order of the list; what is no column is left out. Empty or absent: the usual ones. */
export function readColumns(text: string | null | undefined): readonly ListColumn[] {
  const wanted = (text ?? '').split(',')
  const columns = LIST_COLUMNS.filter((column) => wanted.includes(column))
  return columns.length > 0 ? columns : DEFAULT_COLUMNS
}
