/** A selection on its way to the form that it is meant for, where it is too long for an address. Of this tab alone. */

/** More than a link can name. */
export const MAX_IN_LINK = 100

const NAME = 'gatehouse.selection'
/** The member of the address that says so. */
export const HANDED = 'selection'

interface Handed {
  readonly id: string
  readonly gateways: readonly string[]
}

/** Lays the gateways down and answers the id that an address names; one selection at a time. */
export function handOver(gateways: readonly string[]): string {
  const id = crypto.randomUUID()
  sessionStorage.setItem(NAME, JSON.stringify({ id, gateways } satisfies Handed))
  return id
}

/** What was handed over under this id; nothing in another tab, or when a later selection took its place. Never “all”. */
export function readHanded(id: string): readonly string[] {
  if (typeof sessionStorage === 'undefined') return []
  try {
    const handed = JSON.parse(sessionStorage.getItem(NAME) ?? '{}') as Partial<Handed>
    return handed.id === id && Array.isArray(handed.gateways) ? handed.gateways : []
  } catch {
    return []
  }
}

/** The gateways that an address names, itself or by what was handed over; undefined: it names none. */
export function gatewaysNamed(search: URLSearchParams): readonly string[] | undefined {
  const handed = search.get(HANDED)
  if (handed !== null) return readHanded(handed)
  const named = (search.get('gateways') ?? '').split(',').filter(Boolean)
  return named.length > 0 ? named : undefined
}
