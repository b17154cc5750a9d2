'use client'

import { useSearchParams } from 'next/navigation'
import { useMemo } from 'react'

/** `push` where Back should return to the list as it was; `replace` while somebody types. */
export type UrlChange = 'push' | 'replace'

/** The named members of the query as the URL has them; empty where it does not say, and so is a change. */
export function useUrlQuery<Name extends string>(
  names: readonly Name[],
): [Readonly<Record<Name, string>>, (patch: Partial<Record<Name, string>>, how?: UrlChange) => void] {
  const params = useSearchParams()
  const query = useMemo(
    () => Object.fromEntries(names.map((name) => [name, params?.get(name) ?? ''])) as Record<Name, string>,
    [params, names],
  )
  const change = (patch: Partial<Record<Name, string>>, how: UrlChange = 'push') => {
    const next: Record<Name, string | undefined> = { ...query, ...patch }
    const search = new URLSearchParams()
    for (const name of names) {
      const value = next[name]
      if (value) search.set(name, value)
    }
    const text = search.toString()
    const url = window.location.pathname + (text ? `?${text}` : '')
    // Next follows the history API; no page is loaded for a filter.
    if (how === 'replace') window.history.replaceState(null, '', url)
    else window.history.pushState(null, '', url)
  }
  return [query, change]
}
