'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { ListFilter, Package, ShieldX, X } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { SCHEDULE_LOOKS } from '#components/firmware/schedule-looks.tsx'
import { EXPIRY_WORDS, FACET_WORDS } from '#components/fleet/facet-words.ts'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { FilterBar, FilterChip, FilterChips, SearchBox } from '#components/ui/filter.tsx'
import { FilterSelect } from '#components/ui/filter-select.tsx'
import type { GatewayPage } from '#lib/client/contracts.ts'
import type { FleetFacets } from '#lib/client/fleet-contracts.ts'
import { useFacets } from '#lib/client/fleet-queries.ts'
import { formatCount } from '#lib/client/format.ts'
import { formatCrc } from '#lib/domain/crc-text.ts'
import { EXPIRY_BUCKETS, TERM_FACETS, type TermFacet } from '#lib/domain/fleet/facets.ts'
import { GATEWAY_STATES } from '#lib/domain/gateway-state.ts'
import { SCHEDULE_STATES } from '#lib/domain/schedule-states.ts'
import { STATE_LOOKS } from './gateway-state.tsx'
import { type ChangeQuery, filterOf, isFiltered, type ListQuery, NO_FILTER } from './list-query.ts'

interface FilterProps {
  readonly query: ListQuery
  readonly change: ChangeQuery
  readonly page: GatewayPage | undefined
}

const FacetSearch = dynamic(() => import('./facet-search.tsx').then((module) => module.FacetSearch), {
  loading: () => null,
})

/** No value of a facet has a zero. */
const SEARCH = '\0'

function shownOf(data: FleetFacets | undefined, facet: TermFacet): string {
  const shown = formatCount(data?.facets[facet].length ?? 0)
  const all = formatCount(data?.values[facet] ?? 0)
  return t`${shown} of ${all}: search…`
}

/** Facets that show without being asked for; the others, when they filter. */
const ALWAYS: readonly TermFacet[] = ['tag', 'site']

/** Search, states with their numbers, and what else gateways are grouped by. */
export function GatewayFilters({ query, change, page }: FilterProps) {
  const owner = useOwnerId()
  const [all, setAll] = useState(false)
  const [searching, setSearching] = useState<TermFacet>()
  const { data } = useFacets(owner, filterOf(query), page !== undefined)
  const states = GATEWAY_STATES.filter((state) => page?.counts[state] || query.state === state)
  const plus = page && !page.exact ? '+' : ''
  const values = (facet: TermFacet) => {
    const found = data?.facets[facet] ?? []
    const chosen = query[facet]
    // What the address says stays to be seen, also when no gateway has it.
    return chosen && !found.some(({ value }) => value === chosen) ? [...found, { value: chosen, count: 0 }] : found
  }
  const facets = TERM_FACETS.filter(
    (facet) => query[facet] !== undefined || ((all || ALWAYS.includes(facet)) && values(facet).length > 0),
  )
  const hidden = TERM_FACETS.filter((facet) => !facets.includes(facet) && values(facet).length > 1)
  const unlisted = (facet: TermFacet) => (data?.values[facet] ?? 0) > (data?.facets[facet].length ?? 0)
  const showExpiry = all || query.expires !== undefined
  return (
    <FilterBar>
      <SearchBox
        label={t`Search gateways`}
        placeholder={t`EUI, MAC, ID6, name, tag, site`}
        value={query.q}
        onSearch={(q) => change({ q }, 'replace')}
      />
      <FilterChips label={t`State`}>
        {states.map((state) => (
          <FilterChip
            key={state}
            {...STATE_LOOKS[state]}
            count={page?.counts[state]}
            active={query.state === state}
            onToggle={() => change({ state: query.state === state ? '' : state })}
          />
        ))}
      </FilterChips>
      {facets.map((facet) => (
        <FilterSelect
          key={facet}
          label={FACET_WORDS[facet]}
          value={query[facet] ?? ''}
          onChange={(value) => (value === SEARCH ? setSearching(facet) : change({ [facet]: value }))}
          options={[
            { value: '', label: t`${FACET_WORDS[facet]}: any` },
            ...values(facet).map(({ value, count }) => ({
              value,
              label: count > 0 ? `${value} (${formatCount(count)}${query[facet] === undefined ? plus : ''})` : value,
            })),
            ...(unlisted(facet) ? [{ value: SEARCH, label: shownOf(data, facet) }] : []),
          ]}
        />
      ))}
      {showExpiry && (
        <FilterSelect
          label={t`Certificates`}
          value={query.expires ?? ''}
          onChange={(expires) => change({ expires })}
          options={[
            { value: '', label: t`Certificates: any` },
            ...EXPIRY_BUCKETS.map((bucket) => ({
              value: bucket,
              label: `${EXPIRY_WORDS[bucket]} (${formatCount(data?.expires[bucket] ?? 0)})`,
            })),
          ]}
        />
      )}
      {(all || query.update !== undefined) && (
        <FilterSelect
          label={t`Update`}
          value={query.update ?? ''}
          onChange={(update) => change({ update })}
          options={[
            { value: '', label: t`Update: any` },
            ...SCHEDULE_STATES.map((state) => ({ value: state, label: SCHEDULE_LOOKS[state].word })),
          ]}
        />
      )}
      {query.firmware !== undefined && (
        <FilterChip
          icon={Package}
          tone="info"
          word={t`Image ${formatCrc(query.firmware)}`}
          active
          onToggle={() => change({ firmware: '' })}
        />
      )}
      {(all || query.refused !== undefined) && (
        <FilterChip
          icon={ShieldX}
          tone="alert"
          word={t`Refused within a day`}
          active={query.refused !== undefined}
          onToggle={() => change({ refused: query.refused ? '' : '1' })}
        />
      )}
      {!all && (hidden.length > 0 || !showExpiry) && (
        <Button variant="ghost" className="h-7! px-2!" onClick={() => setAll(true)}>
          <ListFilter aria-hidden className="size-3.5" /> <Trans>More filters</Trans>
        </Button>
      )}
      {isFiltered(query) && (
        <Button variant="ghost" className="h-7! px-2!" onClick={() => change(NO_FILTER)}>
          <X aria-hidden className="size-3.5" /> <Trans>Clear</Trans>
        </Button>
      )}
      {searching && (
        <FacetSearch
          facet={searching}
          filter={filterOf(query)}
          onChoose={(value) => {
            change({ [searching]: value })
            setSearching(undefined)
          }}
          onClose={() => setSearching(undefined)}
        />
      )}
    </FilterBar>
  )
}
