'use client'

import { useSearchParams } from 'next/navigation'
import { useMemo } from 'react'
import { CONTENT_TYPES, type ContentType } from '#lib/domain/connections/connection-fields.ts'
import { HEALTHS, type Health } from '#lib/domain/deliveries/delivery-status.ts'

export interface ListQuery {
  readonly q: string
  readonly health: Health | undefined
  readonly contentType: ContentType | undefined
  /** Id, or `none` for cross-domain. */
  readonly domain: string | undefined
  readonly cursor: string | undefined
}

const NAMES = ['q', 'health', 'contentType', 'domain', 'cursor'] as const

const oneOf = <T extends string>(list: readonly T[], value: string | null | undefined): T | undefined =>
  list.find((entry) => entry === value)

/** The list's filter and page as the URL says them; what the URL says wrongly counts as not said. */
export function useListQuery(): [ListQuery, (patch: Partial<ListQuery>, how?: 'push' | 'replace') => void] {
  const params = useSearchParams()
  const query = useMemo<ListQuery>(() => {
    const domain = params?.get('domain')
    return {
      q: params?.get('q') ?? '',
      health: oneOf(HEALTHS, params?.get('health')),
      contentType: oneOf(CONTENT_TYPES, params?.get('contentType')),
      domain: domain && /^(none|[0-9a-f-]{36})$/.test(domain) ? domain : undefined,
      cursor: params?.get('cursor') ?? undefined,
    }
  }, [params])
  const change = (patch: Partial<ListQuery>, how: 'push' | 'replace' = 'push') => {
    const next = { ...query, cursor: undefined, ...patch }
    const search = new URLSearchParams()
    for (const name of NAMES) if (next[name]) search.set(name, next[name])
    const text = search.toString()
    const url = window.location.pathname + (text ? `?${text}` : '')
    // Next follows the history API; no page is loaded for a filter.
    if (how === 'replace') window.history.replaceState(null, '', url)
    else window.history.pushState(null, '', url)
  }
  return [query, change]
}

export const isFiltered = ({ q, health, contentType, domain }: ListQuery): boolean =>
  Boolean(q || health || contentType || domain)
