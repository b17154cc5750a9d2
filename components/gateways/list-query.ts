'use client'

import { useSearchParams } from 'next/navigation'
import { useMemo } from 'react'
import type { GatewayStateKind } from '#lib/client/contracts.ts'
import { GATEWAY_STATES } from '#lib/domain/gateway-state.ts'

const SORTS = ['eui', 'name', 'lastSeen'] as const

export interface ListQuery {
  readonly q: string
  readonly state: GatewayStateKind | undefined
  readonly tag: string | undefined
  readonly site: string | undefined
  readonly sort: string
  readonly order: 'asc' | 'desc'
  readonly cursor: string | undefined
}

const oneOf = <T extends string>(list: readonly T[], value: string | null | undefined): T | undefined =>
  list.find((entry) => entry === value)

/** The list's filter, sort and page as the URL says them; what the URL says wrongly counts as not said. */
export function useListQuery(): [ListQuery, (patch: Partial<ListQuery>, how?: 'push' | 'replace') => void] {
  const params = useSearchParams()
  const query = useMemo<ListQuery>(
    () => ({
      q: params?.get('q') ?? '',
      state: oneOf(GATEWAY_STATES, params?.get('state')),
      tag: params?.get('tag') || undefined,
      site: params?.get('site') || undefined,
      sort: oneOf(SORTS, params?.get('sort')) ?? 'eui',
      order: params?.get('order') === 'desc' ? 'desc' : 'asc',
      cursor: params?.get('cursor') ?? undefined,
    }),
    [params],
  )
  const change = (patch: Partial<ListQuery>, how: 'push' | 'replace' = 'push') => {
    const next = { ...query, cursor: undefined, ...patch }
    const search = new URLSearchParams()
    if (next.q) search.set('q', next.q)
    if (next.state) search.set('state', next.state)
    if (next.tag) search.set('tag', next.tag)
    if (next.site) search.set('site', next.site)
    if (next.sort !== 'eui') search.set('sort', next.sort)
    if (next.order !== 'asc') search.set('order', next.order)
    if (next.cursor) search.set('cursor', next.cursor)
    const text = search.toString()
    const url = window.location.pathname + (text ? `?${text}` : '')
    // Next follows the history API; no page is loaded for a filter.
    if (how === 'replace') window.history.replaceState(null, '', url)
    else window.history.pushState(null, '', url)
  }
  return [query, change]
}

export const isFiltered = ({ q, state, tag, site }: ListQuery): boolean =>
  q.trim() !== '' || state !== undefined || tag !== undefined || site !== undefined
