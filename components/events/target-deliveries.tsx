'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { RotateCcw } from 'lucide-react'
import { DeliveryStateWord, resultText } from '#components/connections/delivery-state.tsx'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { ACTIONS, type Column, ListTable } from '#components/ui/list-table.tsx'
import { NextTry } from '#components/ui/next-try.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { ShowOlder } from '#components/ui/show-older.tsx'
import { Cell } from '#components/ui/table.tsx'
import { notify } from '#components/ui/toast.tsx'
import type { EventDelivery, EventTarget } from '#lib/client/contracts.ts'
import { eventApi } from '#lib/client/event-api.ts'
import { eventKeys, useEventDeliveries } from '#lib/client/event-queries.ts'
import { formatCount } from '#lib/client/format.ts'
import { useWrite } from '#lib/client/queries.ts'
import { isEventKind } from '#lib/domain/events/event-kinds.ts'
import { KIND_WORDS } from './event-words.ts'

interface TargetDeliveriesProps {
  readonly target: EventTarget
  /** To replay. */
  readonly may: boolean
}

const COLUMNS: readonly Column[] = [
  { head: t`Accepted`, className: 'hidden w-[9rem] md:table-cell' },
  { head: t`Event`, skeleton: '9rem' },
  { head: t`State`, className: 'w-[8rem]', skeleton: '5rem' },
  { head: t`Answer`, className: 'hidden w-[10rem] md:table-cell' },
  { head: t`Took`, className: 'hidden w-[6rem] text-right md:table-cell' },
  ACTIONS,
]

/** What went to this target, newest first. */
export function TargetDeliveries({ target, may }: TargetDeliveriesProps) {
  const owner = useOwnerId()
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useEventDeliveries(owner, target.id)
  const replay = useWrite(
    (ids: readonly string[] | undefined) => eventApi.replay(owner, target.id, ids),
    [eventKeys.targets(owner)],
    ({ replayed }) => notify(t`Put ${formatCount(replayed)} back into the queue`),
  )
  const rows = data?.pages.flatMap((page) => page.deliveries)
  return (
    <section aria-labelledby="target-deliveries" className="min-w-0">
      <div className="mb-2 flex min-h-8 flex-wrap items-center justify-between gap-3">
        <h2 id="target-deliveries" className="text-base font-semibold">
          <Trans>Deliveries</Trans>
        </h2>
        {may && target.dead > 0 && (
          <Button pending={replay.isPending} onClick={() => replay.mutate(undefined)}>
            <RotateCcw aria-hidden className="size-3.5" /> <Trans>Replay all dead ones</Trans>
          </Button>
        )}
      </div>
      <Problem error={replay.error ?? error} onRetry={error ? () => void refetch() : undefined} className="mb-2" />
      {rows?.length === 0 ? (
        <p className="text-sm text-ink-2">
          <Trans>
            Nothing was sent yet. The next event of the chosen kinds appears here, with what the receiver answered.
          </Trans>
        </p>
      ) : (
        <ListTable
          label={t`Deliveries`}
          columns={COLUMNS}
          rows={rows}
          row={(delivery) => (
            <Row
              key={delivery.id}
              delivery={delivery}
              onReplay={may && delivery.state !== 'waiting' ? () => replay.mutate([delivery.id]) : undefined}
            />
          )}
          expect={3}
        />
      )}
      <ShowOlder {...{ hasNextPage, isFetchingNextPage, fetchNextPage }} />
    </section>
  )
}

interface RowProps {
  readonly delivery: EventDelivery
  readonly onReplay: (() => void) | undefined
}

function Row({ delivery, onReplay }: RowProps) {
  const { kind } = delivery
  const word = isEventKind(kind) ? KIND_WORDS[kind] : kind
  return (
    <tr>
      <Cell className="hidden text-ink-2 md:table-cell">
        <RelativeTime at={delivery.acceptedAt} />
      </Cell>
      <Cell>
        <span className="block break-words">{word}</span>
        <span className="block text-xs text-ink-3 md:hidden">
          <RelativeTime at={delivery.acceptedAt} plain />
        </span>
      </Cell>
      <Cell>
        <DeliveryStateWord state={delivery.state} />
        <span className="block text-xs text-ink-3 md:hidden">{resultText(delivery)}</span>
      </Cell>
      <Cell className="hidden text-ink-2 md:table-cell">
        {resultText(delivery) || <span className="text-ink-3">–</span>}
        {delivery.nextAt && delivery.attempts > 0 && <NextTry at={delivery.nextAt} />}
      </Cell>
      <Cell className="hidden text-right whitespace-nowrap text-ink-2 md:table-cell">
        {delivery.durationMs === null ? '–' : t`${formatCount(delivery.durationMs)} ms`}
      </Cell>
      <Cell className="text-right">
        {onReplay && (
          <Button variant="ghost" onClick={onReplay}>
            <Trans>Replay</Trans>
          </Button>
        )}
      </Cell>
    </tr>
  )
}
