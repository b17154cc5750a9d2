'use client'

import { useSearchParams } from 'next/navigation'
import { useMemo } from 'react'
import type { AuditFilter } from '#lib/client/audit-api.ts'

/** As the URL says it; days are `2026-03-01`, both ends included. */
export interface AuditUrl {
  readonly actor: string
  readonly action: string
  readonly object: string
  readonly from: string
  readonly to: string
  readonly cursor: string | undefined
}

const NAMES = ['actor', 'action', 'object', 'from', 'to', 'cursor'] as const
const isDay = (text: string): boolean => /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text))

/** The filter and page of the trail, in the URL. */
export function useAuditUrl(): [AuditUrl, (patch: Partial<AuditUrl>, how?: 'push' | 'replace') => void] {
  const params = useSearchParams()
  const url = useMemo((): AuditUrl => {
    const text = (name: string, most = 128) => (params?.get(name) ?? '').slice(0, most)
    const day = (name: string) => (isDay(text(name)) ? text(name) : '')
    const cursor = text('cursor')
    return {
      actor: text('actor', 64),
      action: text('action', 64),
      object: text('object'),
      from: day('from'),
      to: day('to'),
      cursor: /^[1-9]\d{0,14}$/.test(cursor) ? cursor : undefined,
    }
  }, [params])
  const change = (patch: Partial<AuditUrl>, how: 'push' | 'replace' = 'push') => {
    const next = { ...url, cursor: undefined, ...patch }
    const search = new URLSearchParams()
    for (const name of NAMES) if (next[name]) search.set(name, next[name])
    const text = search.toString()
    const address = window.location.pathname + (text ? `?${text}` : '')
    if (how === 'replace') window.history.replaceState(null, '', address)
    else window.history.pushState(null, '', address)
  }
  return [url, change]
}

/** What the API is asked: days begin and end by the clock of this browser. */
export function filterOf({ actor, action, object, from, to }: AuditUrl): AuditFilter {
  return {
    actor: actor || undefined,
    action: action || undefined,
    object: object || undefined,
    from: from ? new Date(`${from}T00:00`).toISOString() : undefined,
    to: to ? dayAfter(to).toISOString() : undefined,
  }
}

function dayAfter(day: string): Date {
  const date = new Date(`${day}T00:00`)
  date.setDate(date.getDate() + 1)
  return date
}

export const isFiltered = ({ actor, action, object, from, to }: AuditUrl): boolean =>
  Boolean(actor || action || object || from || to)
