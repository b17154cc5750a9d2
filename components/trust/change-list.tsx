'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Replace } from 'lucide-react'
import { useSearchParams } from 'next/navigation'
import { useCan, useOwnerId } from '#components/shell/owner-context.tsx'
import { ButtonLink } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { Paging } from '#components/ui/filter.tsx'
import { CREATE_KEY } from '#components/ui/key-marks.ts'
import { Link } from '#components/ui/link.tsx'
import { LinkRow } from '#components/ui/link-row.tsx'
import { type Column, ListTable } from '#components/ui/list-table.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { State } from '#components/ui/state.tsx'
import { Cell } from '#components/ui/table.tsx'
import { formatCount } from '#lib/client/format.ts'
import { paths } from '#lib/client/paths.ts'
import type { TrustChangePage } from '#lib/client/trust-api.ts'
import { useTrustChanges } from '#lib/client/trust-queries.ts'
import { CATEGORY_WORDS, CHANGE_LOOKS } from './trust-words.ts'

const COLUMNS: readonly Column[] = [
  { head: t`Change`, skeleton: '12rem' },
  { head: t`State`, className: 'w-[7.5rem]', skeleton: '5rem' },
  { head: t`Proven`, className: 'hidden w-[9rem] md:table-cell' },
  { head: t`Made`, className: 'hidden w-[9rem] md:table-cell' },
]

/** Changes of a root, newest first. */
export function ChangeList() {
  const owner = useOwnerId()
  const may = useCan('gateway:setup')
  const cursor = useSearchParams()?.get('cursor') ?? undefined
  const { data, error, refetch, isPlaceholderData } = useTrustChanges(owner, cursor)
  const show = (next: string | undefined) =>
    window.history.replaceState(null, '', paths.trust(owner, 'changes', next ? { cursor: next } : {}))
  if (error && !data) return <Problem error={error} onRetry={() => void refetch()} />
  if (data?.changes.length === 0) {
    return (
      <EmptyState
        icon={Replace}
        title={t`No changes of trust yet`}
        actions={
          may && (
            <ButtonLink href={paths.newTrustChange(owner)} {...CREATE_KEY} variant="primary">
              <Trans>Change a root</Trans>
            </ButtonLink>
          )
        }
      >
        <Trans>
          When an LNS or this server gets another root, its gateways are taken over in steps: each proves the new root
          before the next step, and nobody is locked out.
        </Trans>
      </EmptyState>
    )
  }
  return (
    <>
      <ListTable
        label={t`Changes of trust`}
        columns={COLUMNS}
        rows={data?.changes}
        row={(one) => <Row key={one.id} change={one} />}
        expect={3}
        what={t`the changes`}
        stale={isPlaceholderData}
      />
      <Paging cursor={cursor} next={data?.next ?? null} shown={data?.changes.length ?? 0} onCursor={show} />
    </>
  )
}

function Row({ change }: { readonly change: TrustChangePage['changes'][number] }) {
  const href = paths.trustChange(useOwnerId(), change.id)
  const { icon, tone, word } = CHANGE_LOOKS[change.state]
  const proven = t`${formatCount(change.proven)} of ${formatCount(change.total)}`
  return (
    <LinkRow href={href}>
      <Cell>
        <Link
          href={href}
          className="block truncate rounded-sm font-medium text-ink group-hover:text-accent-ink max-md:max-w-[56vw]"
        >
          {change.name}
        </Link>
        <span className="block truncate text-xs text-ink-3 max-md:max-w-[56vw]">
          {CATEGORY_WORDS[change.category]} <span className="mono">{change.uri}</span>
        </span>
        <span className="block text-xs text-ink-2 md:hidden">
          <Trans>{proven} proven</Trans>
        </span>
      </Cell>
      <Cell className="max-md:text-right max-md:align-top">
        <State icon={icon} tone={tone}>
          {word}
        </State>
      </Cell>
      <Cell className="hidden tabular-nums md:table-cell">{proven}</Cell>
      <Cell className="hidden text-ink-2 md:table-cell">
        <RelativeTime at={change.createdAt} plain />
      </Cell>
    </LinkRow>
  )
}
