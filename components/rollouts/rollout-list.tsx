'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { SearchX, Waves } from 'lucide-react'
import { useSearchParams } from 'next/navigation'
import { useCan, useOwnerId } from '#components/shell/owner-context.tsx'
import { Button, ButtonLink } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { FilterBar, FilterChip, FilterChips, Paging } from '#components/ui/filter.tsx'
import { CREATE_KEY } from '#components/ui/key-marks.ts'
import { Link } from '#components/ui/link.tsx'
import { LinkRow } from '#components/ui/link-row.tsx'
import { type Column, ListTable } from '#components/ui/list-table.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { Segments } from '#components/ui/segments.tsx'
import { Cell } from '#components/ui/table.tsx'
import { formatCount } from '#lib/client/format.ts'
import { paths } from '#lib/client/paths.ts'
import type { RolloutSummary } from '#lib/client/rollout-contracts.ts'
import { useRollouts } from '#lib/client/rollout-queries.ts'
import { ROLLOUT_STATES } from '#lib/domain/rollouts/rollout.ts'
import { memberSegments, takingPart } from './member-segments.ts'
import { ROLLOUT_LOOKS, RolloutMark } from './rollout-looks.tsx'

const COLUMNS: readonly Column[] = [
  { head: t`Name`, skeleton: '9rem' },
  { head: t`State`, className: 'w-[7.5rem]', skeleton: '5rem' },
  { head: t`Gateways`, className: 'hidden w-[20rem] md:table-cell' },
  { head: t`Wave`, className: 'hidden w-[6rem] lg:table-cell' },
  { head: t`Started`, className: 'hidden w-[9rem] lg:table-cell' },
]

/** Every rollout, newest first; the filter and the page are in the address. */
export function RolloutList() {
  const owner = useOwnerId()
  const may = useCan('firmware:write')
  const params = useSearchParams()
  const state = ROLLOUT_STATES.find((one) => one === params?.get('state'))
  const cursor = params?.get('cursor') ?? undefined
  const { data, error, refetch, isPlaceholderData } = useRollouts(owner, { state, cursor })
  const show = (next: { state?: string | undefined; cursor?: string | undefined }) => {
    const search = new URLSearchParams(Object.entries(next).flatMap(([name, value]) => (value ? [[name, value]] : [])))
    const text = search.toString()
    window.history.pushState(null, '', window.location.pathname + (text ? `?${text}` : ''))
  }
  const empty = data?.rollouts.length === 0
  const teaches = empty && !state && !cursor
  return (
    <>
      <PageHeader
        title={t`Rollouts`}
        lead={
          teaches
            ? undefined
            : t`A change that goes to many gateways in waves, and stops by itself when too many of them fail.`
        }
        actions={
          may &&
          !teaches && (
            <ButtonLink href={paths.newRollout(owner)} {...CREATE_KEY} variant="primary">
              <Trans>New rollout</Trans>
            </ButtonLink>
          )
        }
      />
      {!teaches && (
        <FilterBar>
          <FilterChips label={t`State`}>
            {ROLLOUT_STATES.map((one) => (
              <FilterChip
                key={one}
                {...ROLLOUT_LOOKS[one]}
                active={state === one}
                onToggle={() => show({ state: state === one ? undefined : one })}
              />
            ))}
          </FilterChips>
        </FilterBar>
      )}
      {error && !data ? (
        <Problem error={error} onRetry={() => void refetch()} />
      ) : teaches ? (
        <NoRollouts />
      ) : empty ? (
        <EmptyState
          icon={SearchX}
          title={t`Nothing found`}
          actions={
            <Button onClick={() => show({})}>
              <Trans>Clear the filter</Trans>
            </Button>
          }
        >
          {state ? t`No rollout in the state “${ROLLOUT_LOOKS[state].word}”.` : t`No rollout is here now.`}
        </EmptyState>
      ) : (
        <>
          <ListTable
            label={t`Rollouts`}
            columns={COLUMNS}
            rows={data?.rollouts}
            row={(rollout) => <Row key={rollout.id} rollout={rollout} />}
            what={t`the rollouts`}
            stale={isPlaceholderData}
          />
          <Paging
            cursor={cursor}
            next={data?.next ?? null}
            shown={data?.rollouts.length ?? 0}
            onCursor={(next) => show({ state, cursor: next })}
          />
        </>
      )}
    </>
  )
}

function Row({ rollout }: { readonly rollout: RolloutSummary }) {
  const href = paths.rollout(useOwnerId(), rollout.id)
  const { counts, kind, subject } = rollout
  return (
    <LinkRow href={href}>
      <Cell>
        <Link
          href={href}
          className="block truncate rounded-sm font-medium text-ink group-hover:text-accent-ink max-md:max-w-[56vw]"
        >
          {rollout.name}
        </Link>
        <span className="block truncate text-xs text-ink-3 max-md:max-w-[56vw]">
          {kind === 'firmware' ? t`Firmware ${subject}` : t`Credentials: ${subject}`}
        </span>
        <span className="mt-1 block md:hidden">
          <Counts rollout={rollout} />
        </span>
      </Cell>
      <Cell className="max-md:text-right max-md:align-top">
        <RolloutMark rollout={rollout} />
      </Cell>
      <Cell className="hidden md:table-cell">
        {rollout.state === 'draft' ? (
          <span className="text-ink-3">–</span>
        ) : (
          <>
            <Segments thin label={t`Gateways`} segments={memberSegments(counts)} />
            <span className="mt-1 block">
              <Counts rollout={rollout} />
            </span>
          </>
        )}
      </Cell>
      <Cell className="hidden text-ink-2 tabular-nums lg:table-cell">
        {rollout.wave > 0 ? t`${rollout.wave} of ${rollout.waves}` : <span className="text-ink-3">–</span>}
      </Cell>
      <Cell className="hidden text-ink-2 lg:table-cell">
        <RelativeTime at={rollout.startedAt} none={t`Not started`} plain />
      </Cell>
    </LinkRow>
  )
}

function Counts({ rollout: { counts, state } }: { readonly rollout: RolloutSummary }) {
  if (state === 'draft') return null
  return (
    <span className="text-xs text-ink-3 tabular-nums">
      <Trans>
        {formatCount(counts.succeeded)} of {formatCount(takingPart(counts))} succeeded
      </Trans>
      {counts.failed > 0 && (
        <>
          {', '}
          <span className="text-danger">
            <Trans>{formatCount(counts.failed)} failed</Trans>
          </span>
        </>
      )}
    </span>
  )
}

function NoRollouts() {
  const owner = useOwnerId()
  const may = useCan('firmware:write')
  return (
    <EmptyState
      icon={Waves}
      title={t`No rollouts yet`}
      actions={
        may && (
          <ButtonLink href={paths.newRollout(owner)} {...CREATE_KEY} variant="primary">
            <Trans>New rollout</Trans>
          </ButtonLink>
        )
      }
    >
      {may
        ? t`Firmware, or a new LNS or CA, for many gateways: a few first, then more. It waits for each gateway’s proof, halts when too many fail, and takes credentials back in one step.`
        : t`An admin or operator of this owner rolls out firmware and credentials in waves. They appear here.`}
    </EmptyState>
  )
}
