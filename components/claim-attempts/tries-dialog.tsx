'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { formatGatewayTitle } from '#components/gateways/gateway-title.ts'
import { Dialog } from '#components/ui/dialog.tsx'
import { type Column, ListTable } from '#components/ui/list-table.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { ShowOlder } from '#components/ui/show-older.tsx'
import { Cell } from '#components/ui/table.tsx'
import { type ClaimAttempt, type ClaimTry, counterOf, useClaimTries } from '#lib/client/claim-attempt-api.ts'
import { ownerName, subjectOf } from './attempt-words.ts'

const COLUMNS: readonly Column[] = [
  { head: t`When`, className: 'w-[7.5rem]', skeleton: '5rem' },
  { head: t`Gateway`, skeleton: '10rem' },
  { head: t`Who and from where`, className: 'hidden sm:table-cell', skeleton: '8rem' },
]

/** Each wrong PIN that was heard, out of the audit trail. */
export function TriesDialog({ attempt, onClose }: { readonly attempt: ClaimAttempt; readonly onClose: () => void }) {
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useClaimTries(counterOf(attempt))
  const rows = data?.pages.flatMap((page) => page.tries)
  return (
    <Dialog
      open
      onOpenChange={onClose}
      wide
      title={t`Refused claims`}
      description={t`${subjectOf(attempt)}, newest first, as far back as the audit trail goes. What a pause held is only counted.`}
    >
      {error && !data ? (
        <Problem error={error} onRetry={() => void refetch()} />
      ) : rows?.length === 0 ? (
        <p className="py-6 text-center text-sm text-ink-2">
          <Trans>No refused claim is in the trail any more.</Trans>
        </p>
      ) : (
        <>
          <ListTable
            label={t`Refused claims`}
            columns={COLUMNS}
            rows={rows}
            row={(one) => <Row key={one.id} one={one} withOwner={attempt.scope === 'address'} />}
          />
          <ShowOlder {...{ hasNextPage, fetchNextPage, isFetchingNextPage }} />
        </>
      )}
    </Dialog>
  )
}

function Row({ one, withOwner }: { readonly one: ClaimTry; readonly withOwner: boolean }) {
  const who = one.actorName ?? (one.actor === 'cli' ? t`Command line` : one.actor.replace(/:.*/, ''))
  const from = (
    <>
      {who}
      {withOwner && ` · ${ownerName(one.owner, one.ownerid)}`}
      {one.address && <span className="mono block break-all text-ink-3">{one.address}</span>}
    </>
  )
  return (
    <tr>
      <Cell>
        <RelativeTime at={one.at} plain />
      </Cell>
      <Cell>
        <span className="mono">{formatGatewayTitle(one.gateway)}</span>
        <span className="block text-ink-2 sm:hidden">{from}</span>
      </Cell>
      <Cell className="hidden text-ink-2 sm:table-cell">{from}</Cell>
    </tr>
  )
}
