'use client'

import { useSearchParams } from 'next/navigation'
import { useMemo } from 'react'
import { DELIVERY_STATES, type DeliveryState } from '#lib/domain/deliveries/delivery-status.ts'

/** Of the filter “accepted in the last …”, in hours. */
export const PERIODS = ['1', '24', '168'] as const

export interface DeliveryFilter {
  readonly state: DeliveryState | undefined
  readonly device: string
  /** Hours, of `PERIODS`. */
  readonly since: string | undefined
  readonly cursor: string | undefined
}

const NAMES = ['state', 'device', 'since', 'cursor'] as const

/** The log's filter and page as the URL says them, beside the tab. */
export function useDeliveryFilter(): [
  DeliveryFilter,
  (patch: Partial<DeliveryFilter>, how?: 'push' | 'replace') => void,
] {
  const params = useSearchParams()
  const filter = useMemo<DeliveryFilter>(
    () => ({
      state: DELIVERY_STATES.find((one) => one === params?.get('state')),
      device: params?.get('device') ?? '',
      since: PERIODS.find((one) => one === params?.get('since')),
      cursor: params?.get('cursor') ?? undefined,
    }),
    [params],
  )
  const change = (patch: Partial<DeliveryFilter>, how: 'push' | 'replace' = 'push') => {
    const next = { ...filter, cursor: undefined, ...patch }
    const search = new URLSearchParams({ tab: 'deliveries' })
    for (const name of NAMES) if (next[name]) search.set(name, next[name])
    const url = `${window.location.pathname}?${search}`
    if (how === 'replace') window.history.replaceState(null, '', url)
    else window.history.pushState(null, '', url)
  }
  return [filter, change]
}

/** 16 hex digits in any notation; undefined while it is not whole. */
export function wholeDevEui(text: string): string | undefined {
  const hex = text.replace(/[-:\s]/g, '').toLowerCase()
  return /^[0-9a-f]{16}$/.test(hex) ? hex : undefined
}
