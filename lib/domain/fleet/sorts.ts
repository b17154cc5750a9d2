/** Orders of the list of gateways. */

/** Those that an index has: of a fleet of any size. */
export const INDEXED_SORTS = ['eui', 'name', 'lastSeen', 'state', 'expires'] as const
/** All; the others are sorted anew for each page, and so of at most `MAX_SORTED` gateways. */
export const LIST_SORTS = [...INDEXED_SORTS, 'site', 'model', 'package'] as const
export type ListSort = (typeof LIST_SORTS)[number]

export const MAX_SORTED = 10_000

export const isIndexed = (sort: ListSort): boolean => (INDEXED_SORTS as readonly string[]).includes(sort)
