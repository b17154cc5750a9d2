'use client'

import { type UrlChange, useUrlQuery } from '#components/ui/url-query.ts'
import type { GatewayQuery } from '#lib/client/api.ts'
import type { GatewayStateKind } from '#lib/client/contracts.ts'
import { useOwnColumns } from '#lib/client/own-columns.ts'
import type { RolloutTargetBody } from '#lib/client/rollout-contracts.ts'
import type { ScheduleState } from '#lib/domain/firmware-gate.ts'
import { type ListColumn, readColumns } from '#lib/domain/fleet/columns.ts'
import { EXPIRY_BUCKETS, type ExpiryBucket, TERM_FACETS, type TermFacet } from '#lib/domain/fleet/facets.ts'
import { LIST_SORTS, type ListSort } from '#lib/domain/fleet/sorts.ts'
import { GATEWAY_STATES } from '#lib/domain/gateway-state.ts'
import { SCHEDULE_STATES } from '#lib/domain/schedule-states.ts'

const FILTERS = ['q', 'state', ...TERM_FACETS, 'expires', 'firmware', 'update', 'refused'] as const
/** What a saved view keeps; the page is not part of it. */
export const VIEW_NAMES = [...FILTERS, 'sort', 'order', 'columns'] as const
const NAMES = [...VIEW_NAMES, 'cursor'] as const
type Name = (typeof NAMES)[number]

export type UrlText = Readonly<Record<Name, string>>

export interface ListQuery extends Readonly<Partial<Record<TermFacet, string | undefined>>> {
  readonly q: string
  readonly state: GatewayStateKind | undefined
  readonly expires: ExpiryBucket | undefined
  /** CRC of an image. */
  readonly firmware: number | undefined
  readonly update: ScheduleState | undefined
  readonly refused: '1' | undefined
  readonly sort: ListSort
  readonly order: 'asc' | 'desc'
  readonly columns: readonly ListColumn[]
  readonly cursor: string | undefined
}

const oneOf = <T extends string>(list: readonly T[], value: string): T | undefined =>
  list.find((entry) => entry === value)

export type ChangeQuery = (patch: Partial<Record<Name, string>>, how?: UrlChange) => void

/** The list's filter, order, columns and page as the URL says them; what the URL says wrongly counts as not said. */
export function useListQuery(): { readonly query: ListQuery; readonly text: UrlText; readonly change: ChangeQuery } {
  const [text, write] = useUrlQuery(NAMES)
  const own = useOwnColumns()
  const facets = Object.fromEntries(TERM_FACETS.map((facet) => [facet, text[facet] || undefined]))
  const query: ListQuery = {
    ...facets,
    q: text.q,
    state: oneOf(GATEWAY_STATES, text.state),
    expires: oneOf(EXPIRY_BUCKETS, text.expires),
    firmware: /^\d{1,10}$/.test(text.firmware) ? Number(text.firmware) : undefined,
    update: oneOf(SCHEDULE_STATES, text.update),
    refused: text.refused === '1' ? '1' : undefined,
    sort: oneOf(LIST_SORTS, text.sort) ?? 'eui',
    order: text.order === 'desc' ? 'desc' : 'asc',
    // Of the address, and so of a view; else as the person had them last.
    columns: readColumns(text.columns || own),
    cursor: text.cursor || undefined,
  }
  // Another filter or order begins at the first page.
  return { query, text, change: (patch, how) => write({ cursor: '', ...patch }, how) }
}

/** The filter alone, as the API takes it. */
export function filterOf(query: ListQuery): Omit<GatewayQuery, 'sort' | 'order' | 'cursor' | 'limit'> {
  const q = query.q.trim()
  const given = FILTERS.flatMap((name) => {
    const value = name === 'q' ? q : query[name]
    return value || value === 0 ? [[name, value] as const] : []
  })
  return Object.fromEntries(given)
}

/** All that the filter finds, as a target of rollouts, tags and bulks. */
export function targetOf(query: ListQuery): RolloutTargetBody {
  const { refused, ...filter } = filterOf(query)
  return { by: 'filter', ...filter, ...(refused ? { refused: true } : {}) } as RolloutTargetBody
}

export const isFiltered = (query: ListQuery): boolean => Object.keys(filterOf(query)).length > 0

/** Empties every filter; order and columns stay. */
export const NO_FILTER = Object.fromEntries(FILTERS.map((name) => [name, ''])) as Partial<Record<Name, string>>
