'use client'

/** The search through everything: what it answers, and the query of the palette. */
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { SearchKind, SiteKind } from '#lib/domain/search/search-kinds.ts'
import { request } from './request.ts'

export interface SearchResult<Kind = SearchKind | SiteKind> {
  readonly kind: Kind
  readonly id: string
  readonly name: string
  /** What tells it from others of its name. */
  readonly about: string
  /** The filter of a saved view. */
  readonly query?: Readonly<Record<string, string>> | null
}

type Results = readonly SearchResult[]

const search = async (path: string, query: Readonly<Record<string, string>>, signal: AbortSignal): Promise<Results> =>
  (await request<{ results: Results }>('GET', path, { query, signal })).results

/** Of the owner (empty: none), and for operators of the installation: both at once. Without a text nothing is asked. */
export const useSearch = (owner: string, operator: boolean, text: string) =>
  useQuery({
    enabled: text !== '',
    queryKey: ['search', owner, operator, text],
    queryFn: async ({ signal }): Promise<Results> => {
      const [ofOwner, ofSite] = await Promise.all([
        owner === '' ? [] : search('/api/v1/search', { owner, q: text }, signal),
        operator ? search('/api/v1/operator/search', { q: text }, signal) : [],
      ])
      return [...ofOwner, ...ofSite]
    },
    placeholderData: keepPreviousData,
    staleTime: 10_000,
  })
