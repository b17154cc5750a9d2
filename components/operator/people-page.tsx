'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { ShieldCheck, ShieldOff, UsersRound } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { FilterBar, Paging, SearchBox } from '#components/ui/filter.tsx'
import { FilterSelect } from '#components/ui/filter-select.tsx'
import { ACTIONS, type Column, ListTable } from '#components/ui/list-table.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { Badge, State } from '#components/ui/state.tsx'
import { Cell } from '#components/ui/table.tsx'
import { useUrlQuery } from '#components/ui/url-query.ts'
import type { PersonRow } from '#lib/client/people-api.ts'
import { usePeople } from '#lib/client/people-queries.ts'
import { PEOPLE_FILTERS, type PeopleFilter } from '#lib/domain/people/people-filter.ts'

const ResetDialog = dynamic(() => import('./reset-second-factor.tsx').then((module) => module.ResetSecondFactor), {
  loading: () => null,
})

const COLUMNS: readonly Column[] = [
  { head: t`Person`, skeleton: '9rem' },
  { head: t`Owners`, className: 'hidden w-[6rem] md:table-cell' },
  { head: t`Second factor`, className: 'w-[8rem]', skeleton: '4rem' },
  { head: t`Last seen`, className: 'hidden w-[9rem] md:table-cell' },
  ACTIONS,
]

const NAMES = ['q', 'only', 'cursor'] as const

const FILTER_WORDS: Readonly<Record<PeopleFilter, string>> = {
  operators: t`Operators`,
  'no-second-factor': t`Without a second factor`,
  'no-owner': t`In no owner`,
  disabled: t`Disabled`,
}

/** Everybody with an account on this installation; search, filter and page are in the address. */
export function PeoplePage() {
  const [{ q, only: named, cursor }, change] = useUrlQuery(NAMES)
  const only = PEOPLE_FILTERS.find((one) => one === named)
  const [resetting, setResetting] = useState<PersonRow>()
  const { data, error, refetch, isPlaceholderData } = usePeople({ q, only, cursor: cursor || undefined })
  return (
    <>
      <PageHeader
        title={t`People`}
        lead={t`Everybody with an account. Members are kept by the admins of each owner.`}
      />
      <FilterBar>
        <SearchBox
          value={q}
          onSearch={(text) => change({ q: text, cursor: '' }, 'replace')}
          label={t`Search people`}
          placeholder={t`Name or e-mail`}
        />
        <FilterSelect
          label={t`Show`}
          value={only ?? ''}
          onChange={(value) => change({ only: value, cursor: '' })}
          options={[
            { value: '', label: t`Everybody` },
            ...PEOPLE_FILTERS.map((value) => ({ value, label: FILTER_WORDS[value] })),
          ]}
        />
        {(q || only) && (
          <Button variant="ghost" onClick={() => change({ q: '', only: '', cursor: '' })}>
            <Trans>Clear</Trans>
          </Button>
        )}
      </FilterBar>
      {error && !data ? (
        <Problem error={error} onRetry={() => void refetch()} />
      ) : data?.people.length === 0 ? (
        <EmptyState icon={UsersRound} title={t`Nobody found`}>
          {only ? (
            <Trans>Nobody is so whose name or e-mail address holds this text.</Trans>
          ) : (
            <Trans>No name and no e-mail address holds this text.</Trans>
          )}
        </EmptyState>
      ) : (
        <>
          <ListTable
            label={t`People`}
            columns={COLUMNS}
            rows={data?.people}
            what={t`the people`}
            stale={isPlaceholderData}
            row={(person) => (
              <tr key={person.id} className={person.disabled ? 'text-ink-3' : undefined}>
                <Cell>
                  <span className="flex flex-wrap items-center gap-x-2 font-medium break-words">
                    {person.name}
                    {person.siteOperator && <Badge>{t`operator`}</Badge>}
                    {person.disabled && <Badge>{t`disabled`}</Badge>}
                  </span>
                  <span className="block text-xs break-all text-ink-3">{person.email}</span>
                </Cell>
                <Cell className="hidden tabular-nums md:table-cell">{person.owners}</Cell>
                <Cell>
                  {person.secondFactor ? (
                    <State icon={ShieldCheck} tone="ok">{t`On`}</State>
                  ) : (
                    <State icon={ShieldOff} tone="muted">{t`Off`}</State>
                  )}
                </Cell>
                <Cell className="hidden md:table-cell">
                  <RelativeTime at={person.lastSeenAt} />
                </Cell>
                <Cell className="text-right">
                  {person.secondFactor && (
                    <Button
                      variant="ghost"
                      aria-label={t`Reset the second factor of ${person.name}`}
                      onClick={() => setResetting(person)}
                    >
                      <Trans>Reset</Trans>
                    </Button>
                  )}
                </Cell>
              </tr>
            )}
          />
          <Paging
            cursor={cursor || undefined}
            next={data?.next ?? null}
            shown={data?.people.length ?? 0}
            onCursor={(next) => change({ cursor: next ?? '' })}
          />
        </>
      )}
      {resetting && <ResetDialog person={resetting} onClose={() => setResetting(undefined)} />}
    </>
  )
}
