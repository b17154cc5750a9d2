'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useState } from 'react'
import { FACET_WORDS } from '#components/fleet/facet-words.ts'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { SearchBox } from '#components/ui/filter.tsx'
import { Problem } from '#components/ui/problem.tsx'
import type { GatewayQuery } from '#lib/client/api.ts'
import { useFacets } from '#lib/client/fleet-queries.ts'
import { formatCount } from '#lib/client/format.ts'
import type { TermFacet } from '#lib/domain/fleet/facets.ts'

interface FacetSearchProps {
  readonly facet: TermFacet
  readonly filter: GatewayQuery
  readonly onChoose: (value: string) => void
  readonly onClose: () => void
}

/** Finds a value of a facet that has more of them than a list shows; the server looks. */
export function FacetSearch({ facet, filter, onChoose, onClose }: FacetSearchProps) {
  const owner = useOwnerId()
  const [find, setFind] = useState('')
  const { [facet]: _, ...others } = filter
  const { data, error } = useFacets(owner, { ...others, ...(find.trim() ? { find: find.trim() } : {}) }, true)
  const name = FACET_WORDS[facet]
  const shown = data?.facets[facet] ?? []
  const all = data?.values[facet] ?? 0
  return (
    <Dialog open onOpenChange={onClose} title={name}>
      <div className="flex flex-col gap-3 text-sm">
        <SearchBox label={t`Search: ${name}`} placeholder={t`Part of it`} value={find} onSearch={setFind} />
        <Problem error={error} />
        <p className="text-ink-3 tabular-nums" aria-live="polite">
          <Trans>
            {formatCount(shown.length)} of {formatCount(all)}
          </Trans>
        </p>
        <ul aria-label={name} className="max-h-72 overflow-y-auto border-t">
          {shown.map(({ value, count }) => (
            <li key={value} className="border-b">
              <button
                type="button"
                onClick={() => onChoose(value)}
                className="flex min-h-9 w-full items-center justify-between gap-3 rounded-sm px-2 text-left hover:bg-hover focus-visible:outline-offset-[-2px] pointer-coarse:min-h-11"
              >
                <span className="min-w-0 truncate">{value}</span>
                <span className="text-ink-3 tabular-nums">{formatCount(count)}</span>
              </button>
            </li>
          ))}
        </ul>
      </div>
    </Dialog>
  )
}
