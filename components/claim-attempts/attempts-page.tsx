'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Ellipsis, Hourglass, SearchX, ShieldCheck } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { formatGatewayTitle } from '#components/gateways/gateway-title.ts'
import { Button } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { FilterBar, FilterChip, FilterChips, Paging, SearchBox } from '#components/ui/filter.tsx'
import { FilterSelect } from '#components/ui/filter-select.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { ACTIONS, type Column, ListTable } from '#components/ui/list-table.tsx'
import { Menu } from '#components/ui/menu.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { State } from '#components/ui/state.tsx'
import { Cell } from '#components/ui/table.tsx'
import { useUrlQuery } from '#components/ui/url-query.ts'
import { type AttemptScope, type ClaimAttempt, useClaimAttempts } from '#lib/client/claim-attempt-api.ts'
import { formatCount } from '#lib/client/format.ts'
import { ownerName, SCOPES, subjectOf } from './attempt-words.ts'
import { GuessingAlerts } from './guessing-alerts.tsx'

const TriesDialog = dynamic(() => import('./tries-dialog.tsx').then((module) => module.TriesDialog), {
  loading: () => null,
})
const ReleaseDialog = dynamic(() => import('./release-dialog.tsx').then((module) => module.ReleaseDialog), {
  loading: () => null,
})

const NAMES = ['scope', 'held', 'q', 'cursor'] as const
const HEADS: Readonly<Record<AttemptScope, string>> = { owner: t`Owner`, gateway: t`Gateway`, address: t`Address` }

const columnsOf = (scope: AttemptScope): readonly Column[] => [
  { head: HEADS[scope], skeleton: '12rem' },
  { head: t`Wrong PINs`, className: 'hidden w-[8rem] text-right md:table-cell' },
  ...(scope === 'owner' ? [{ head: t`Held back`, className: 'hidden w-[8rem] text-right lg:table-cell' }] : []),
  { head: t`First`, className: 'hidden w-[9rem] lg:table-cell' },
  { head: t`Last`, className: 'hidden w-[9rem] md:table-cell' },
  { head: t`Pause`, className: 'w-[10.5rem]', skeleton: '5rem' },
  { ...ACTIONS, className: 'w-12', skeleton: '1.5rem' },
]

/** Wrong claim PINs of the last 24 hours, with the pauses that they cost. */
export function AttemptsPage() {
  const [query, change] = useUrlQuery(NAMES)
  const scope = SCOPES.find(({ value }) => value === query.scope)?.value ?? 'owner'
  const held = query.held === 'true'
  const cursor = query.cursor || undefined
  const q = query.q.trim()
  const { data, error, refetch, isPlaceholderData } = useClaimAttempts({ scope, held, q, cursor })
  const clear = () => change({ q: '', held: '', cursor: '' })
  return (
    <>
      <PageHeader
        title={t`Claim attempts`}
        lead={t`Wrong claim PINs of the last 24 hours. Who is wrong too often waits, longer each time; nobody waits because of others.`}
      />
      <GuessingAlerts />
      <FilterBar>
        <SearchBox
          label={t`Search claim attempts`}
          placeholder={scope === 'address' ? t`Address` : t`Owner, EUI, MAC or ID6`}
          value={query.q}
          onSearch={(text) => change({ q: text, cursor: '' }, 'replace')}
        />
        <FilterSelect
          label={t`Group`}
          value={scope === 'owner' ? '' : scope}
          onChange={(value) => change({ scope: value, cursor: '' })}
          options={SCOPES.map(({ value, label }) => ({ value: value === 'owner' ? '' : value, label }))}
        />
        <FilterChips label={t`Pause`}>
          <FilterChip
            icon={Hourglass}
            tone="warn"
            word={t`On hold`}
            active={held}
            onToggle={() => change({ held: held ? '' : 'true', cursor: '' })}
          />
        </FilterChips>
      </FilterBar>
      {error ? (
        <Problem error={error} onRetry={() => void refetch()} className="mt-4" />
      ) : data?.attempts.length === 0 ? (
        q || held ? (
          <EmptyState
            icon={SearchX}
            title={t`Nothing found`}
            actions={
              <Button onClick={clear}>
                <Trans>Clear the filter</Trans>
              </Button>
            }
          >
            {held ? t`No pause fits the filter.` : t`No wrong PIN of the last 24 hours fits “${q}”.`}
          </EmptyState>
        ) : (
          <EmptyState icon={ShieldCheck} title={t`No wrong PINs`}>
            <Trans>
              Nobody tried a wrong claim PIN within the last 24 hours. Who guesses appears here, is held back, and an
              alert tells you.
            </Trans>
          </EmptyState>
        )
      ) : (
        <>
          <ListTable
            label={t`Claim attempts`}
            columns={columnsOf(scope)}
            rows={data?.attempts}
            row={(attempt) => <Row key={subjectOf(attempt)} attempt={attempt} />}
            what={t`the claim attempts`}
            stale={isPlaceholderData}
          />
          <Paging
            cursor={cursor}
            next={data?.next ?? null}
            shown={data?.attempts.length ?? 0}
            onCursor={(next) => change({ cursor: next ?? '' })}
          />
        </>
      )}
    </>
  )
}

function Row({ attempt }: { readonly attempt: ClaimAttempt }) {
  const [dialog, setDialog] = useState<'tries' | 'release'>()
  const close = () => setDialog(undefined)
  const { scope, failures, turnedAway, since, lastAt, heldUntil } = attempt
  return (
    <tr>
      <Cell>
        <Subject attempt={attempt} />
        <span className="block text-ink-3 md:hidden">
          <Trans>
            {formatCount(failures)} wrong, last <RelativeTime at={lastAt} plain />
          </Trans>
        </span>
      </Cell>
      <Cell className="hidden text-right tabular-nums md:table-cell">{formatCount(failures)}</Cell>
      {scope === 'owner' && (
        <Cell className="hidden text-right tabular-nums lg:table-cell">{formatCount(turnedAway)}</Cell>
      )}
      <Cell className="hidden text-ink-2 lg:table-cell">
        <RelativeTime at={since} plain />
      </Cell>
      <Cell className="hidden text-ink-2 md:table-cell">
        <RelativeTime at={lastAt} plain />
      </Cell>
      <Cell>
        {heldUntil ? (
          <>
            <State icon={Hourglass} tone="warn">{t`On hold`}</State>
            <span className="block text-ink-3">
              <Trans>
                ends <RelativeTime at={heldUntil} plain />
              </Trans>
            </span>
          </>
        ) : (
          <span className="text-ink-3">
            <Trans>None</Trans>
          </span>
        )}
      </Cell>
      <Cell className="text-right">
        <Menu
          align="end"
          entries={[
            { kind: 'item', key: 'tries', label: t`Refused claims`, onSelect: () => setDialog('tries') },
            { kind: 'item', key: 'release', label: t`Let claims through again`, onSelect: () => setDialog('release') },
          ]}
          trigger={
            <IconButton label={t`More for ${subjectOf(attempt)}`}>
              <Ellipsis aria-hidden className="size-4" />
            </IconButton>
          }
        />
        {dialog === 'tries' && <TriesDialog attempt={attempt} onClose={close} />}
        {dialog === 'release' && <ReleaseDialog attempt={attempt} onClose={close} />}
      </Cell>
    </tr>
  )
}

function Subject({ attempt: { scope, owner, ownerid, gateway, address } }: { readonly attempt: ClaimAttempt }) {
  if (scope === 'address') return <span className="mono break-all">{address}</span>
  const name = ownerName(owner, ownerid)
  if (scope === 'owner') {
    return (
      <>
        <span className="block break-words font-medium">{name}</span>
        {owner !== null && <span className="mono text-ink-3">{ownerid}</span>}
      </>
    )
  }
  return (
    <>
      <span className="mono block font-medium whitespace-nowrap">{formatGatewayTitle(gateway ?? '')}</span>
      <span className="break-words text-ink-2">{name}</span>
    </>
  )
}
