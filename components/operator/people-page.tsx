'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { ShieldCheck, ShieldOff, UsersRound } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { FilterBar, Paging, SearchBox } from '#components/ui/filter.tsx'
import { ACTIONS, type Column, ListTable } from '#components/ui/list-table.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { Badge, State } from '#components/ui/state.tsx'
import { Cell } from '#components/ui/table.tsx'
import type { PersonRow } from '#lib/client/people-api.ts'
import { usePeople } from '#lib/client/people-queries.ts'

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

/** Everybody with an account on this installation. */
export function PeoplePage() {
  const [q, setQ] = useState('')
  const [cursor, setCursor] = useState<string>()
  const [resetting, setResetting] = useState<PersonRow>()
  const { data, error, refetch, isPlaceholderData } = usePeople(q, cursor)
  return (
    <>
      <PageHeader
        title={t`People`}
        lead={t`Everybody with an account. Members are kept by the admins of each owner.`}
      />
      <FilterBar>
        <SearchBox
          value={q}
          onSearch={(text) => {
            setQ(text)
            setCursor(undefined)
          }}
          label={t`Search people`}
          placeholder={t`Name or e-mail`}
        />
      </FilterBar>
      {error && !data ? (
        <Problem error={error} onRetry={() => void refetch()} />
      ) : data?.people.length === 0 ? (
        <EmptyState icon={UsersRound} title={t`Nobody found`}>
          <Trans>No name and no e-mail address holds this text.</Trans>
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
          <Paging cursor={cursor} next={data?.next ?? null} shown={data?.people.length ?? 0} onCursor={setCursor} />
        </>
      )}
      {resetting && <ResetDialog person={resetting} onClose={() => setResetting(undefined)} />}
    </>
  )
}
