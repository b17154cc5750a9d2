/** What a person opened last, for the palette; kept in the browser until the person signs out. */
import type { SearchResult } from './search-api.ts'

const KEY = 'gatehouse-opened'
/** Of all owners together. */
const MOST = 40

export interface Opened extends SearchResult {
  /** ID6; empty: of the installation. */
  readonly owner: string
}

interface Kept {
  readonly user: string
  readonly opened: readonly Opened[]
}

/** Newest first; empty for anybody but the person who opened them. */
export function readOpened(user: string): readonly Opened[] {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Kept>
    return kept.user === user && Array.isArray(kept.opened) ? kept.opened : []
  } catch {
    return []
  }
}

/** Without storage nothing is remembered. */
export function noteOpened(user: string, one: Opened): void {
  const others = readOpened(user).filter(
    ({ kind, id, owner }) => kind !== one.kind || id !== one.id || owner !== one.owner,
  )
  try {
    localStorage.setItem(KEY, JSON.stringify({ user, opened: [one, ...others].slice(0, MOST) } satisfies Kept))
  } catch {}
}

export function forgetOpened(): void {
  try {
    localStorage.removeItem(KEY)
  } catch {}
}
