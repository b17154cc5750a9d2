'use client'

import { useMemo } from 'react'
import { useUrlQuery } from '#components/ui/url-query.ts'
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

const oneOf = <T extends string>(list: readonly T[], value: string): T | undefined =>
  list.find((entry) => entry === value)

/** The list's filter and page as the URL says them; what the URL says wrongly counts as not said. */
export function useListQuery(): [ListQuery, (patch: Partial<ListQuery>, how?: 'push' | 'replace') => void] {
  const [text, changeText] = useUrlQuery(NAMES)
  const query = useMemo<ListQuery>(
    () => ({
      q: text.q,
      health: oneOf(HEALTHS, text.health),
      contentType: oneOf(CONTENT_TYPES, text.contentType),
      domain: /^(none|[0-9a-f-]{36})$/.test(text.domain) ? text.domain : undefined,
      cursor: text.cursor || undefined,
    }),
    [text],
  )
  const change = (patch: Partial<ListQuery>, how: 'push' | 'replace' = 'push') => {
    const next = { ...query, cursor: undefined, ...patch }
    changeText(Object.fromEntries(NAMES.map((name) => [name, next[name] ?? ''])), how)
  }
  return [query, change]
}

export const isFiltered = ({ q, health, contentType, domain }: ListQuery): boolean =>
  Boolean(q || health || contentType || domain)
