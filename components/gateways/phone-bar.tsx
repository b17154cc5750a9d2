'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Button } from '#components/ui/button.tsx'
import { Checkbox } from '#components/ui/checkbox.tsx'
import { FilterSelect } from '#components/ui/filter-select.tsx'
import type { ChangeQuery, ListQuery } from './list-query.ts'
import { sortNames } from './sort-names.ts'
import type { Selection } from './use-selection.ts'

interface PhoneBarProps {
  readonly query: ListQuery
  readonly change: ChangeQuery
  /** Undefined: nothing can be done to several. */
  readonly selection: Selection | undefined
  readonly selecting: boolean
  readonly onSelecting: (selecting: boolean) => void
  /** More gateways than orders without an index take. */
  readonly large: boolean
  /** The rows that it speaks of are not there yet. */
  readonly loading: boolean
}

/** What the head of the table is on a wide screen: choosing rows, and their order. */
export function PhoneBar({ query, change, selection, selecting, onSelecting, large, loading }: PhoneBarProps) {
  const options = sortNames(large).flatMap(({ sort, name }) => [
    // The usual order is no choice that stands out.
    { value: sort === 'eui' ? '' : `${sort}:asc`, label: t`${name}, ascending` },
    { value: `${sort}:desc`, label: t`${name}, descending` },
  ])
  return (
    <div className="mb-1 flex items-center gap-2 md:hidden">
      {selecting && selection && (
        <span className="pl-2">
          <Checkbox
            label={t`Select the gateways of this page`}
            checked={selection.allChosen}
            mixed={selection.count > 0 && !selection.allChosen}
            disabled={loading}
            onChange={selection.toggleAll}
          />
        </span>
      )}
      {selection && (
        <Button
          variant="ghost"
          aria-pressed={selecting}
          onClick={() => {
            if (selecting) selection.clear()
            onSelecting(!selecting)
          }}
        >
          {selecting ? <Trans>Done</Trans> : <Trans>Select</Trans>}
        </Button>
      )}
      <span className="flex-1" />
      <FilterSelect
        label={t`Sort`}
        value={query.sort === 'eui' && query.order === 'asc' ? '' : `${query.sort}:${query.order}`}
        onChange={(value) => {
          const [sort = '', order = ''] = value.split(':')
          change({ sort: sort === 'eui' ? '' : sort, order: order === 'asc' ? '' : order }, 'replace')
        }}
        options={options}
      />
    </div>
  )
}
