'use client'

import { useEffect } from 'react'
import { noteOpened } from '#lib/client/opened-objects.ts'
import type { SearchResult } from '#lib/client/search-api.ts'
import { useConsole } from './owner-context.tsx'

interface OpenedProps extends Pick<SearchResult, 'kind' | 'id' | 'name'> {
  readonly about?: string
}

/** On the page of an object: the palette offers it first from now on. */
export function Opened({ kind, id, name, about = '' }: OpenedProps) {
  const { me, owner } = useConsole()
  const of = kind === 'batch' ? '' : owner.id
  useEffect(() => noteOpened(me.user.id, { kind, id, name, about, owner: of }), [me.user.id, kind, id, name, about, of])
  return null
}
