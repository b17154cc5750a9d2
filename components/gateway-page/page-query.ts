'use client'

import { useUrlQuery } from '#components/ui/url-query.ts'

export const PANELS = ['overview', 'credentials', 'firmware', 'check-ins', 'versions', 'installation'] as const
export type Panel = (typeof PANELS)[number]

/** All that the page of a gateway keeps in its address: tab, filters, what is open and what is compared. */
const NAMES = ['tab', 'history', 'show', 'check-in', 'version', 'compare'] as const

export function usePageQuery() {
  const [query, change] = useUrlQuery(NAMES)
  const panel: Panel = PANELS.find((one) => one === query.tab) ?? 'overview'
  /** A tab is a place of its own: filters of the one before do not come along. */
  const open = (next: Panel, rest: Partial<Record<(typeof NAMES)[number], string>> = {}) =>
    change({
      history: '',
      show: '',
      'check-in': '',
      version: '',
      compare: '',
      ...rest,
      tab: next === 'overview' ? '' : next,
    })
  return { query, panel, change, open }
}
