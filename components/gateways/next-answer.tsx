'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Check, Hourglass } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { useNow } from '#components/ui/relative-time.tsx'
import { formatBytes } from '#lib/client/format.ts'
import type { NextAnswers } from '#lib/client/gateway-page-contracts.ts'
import { useNext } from '#lib/client/gateway-page-queries.ts'
import { formatDue } from '#lib/client/relative-time.ts'

const AnswerSegments = dynamic(
  () => import('#components/gateway-page/answer-segments.tsx').then((module) => module.AnswerSegments),
  { loading: () => null },
)

type Answer = NextAnswers['answers'][number]
const NO_CHANGE_BYTES = 14

/** The next answers in their order, made by what sends them, and why something waits. */
export function NextAnswer({ gateway }: { readonly gateway: string }) {
  const { data, error, refetch } = useNext(useOwnerId(), gateway)
  const changing = data?.answers.filter(({ bytes }) => bytes !== NO_CHANGE_BYTES) ?? []
  return (
    <section aria-labelledby="next-answer" aria-busy={!data && !error}>
      <h2 id="next-answer" className="mb-2 text-base font-semibold">
        <Trans>What it receives next</Trans>
      </h2>
      {error && !data && <Problem error={error} onRetry={() => void refetch()} />}
      {!data && !error && <div className="skeleton h-10 w-full" />}
      {data && changing.length === 0 && (
        <p className="flex items-center gap-1.5 text-sm text-ink-2">
          <Check aria-hidden className="size-3.5 text-ok" />{' '}
          <Trans>Nothing: {formatBytes(NO_CHANGE_BYTES)} that say “no change”.</Trans>
        </p>
      )}
      {changing.length > 0 && (
        <ol className="border-t text-sm">
          {changing.map((answer, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the answers have an order and nothing else
            <AnswerItem key={index} answer={answer} place={index} />
          ))}
        </ol>
      )}
      {data && data.waits.length > 0 && (
        <ul aria-label={t`What waits`} className="mt-2 flex flex-col gap-1.5 text-sm">
          {data.waits.map(({ what, sentence }) => (
            <li key={what} className="flex items-start gap-2">
              <Hourglass aria-hidden className="mt-0.5 size-3.5 shrink-0 text-ink-3" />
              <span className="min-w-0 wrap-anywhere text-ink-2">
                <span className="font-medium text-ink">{what}</span>: {sentence}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

function AnswerItem({ answer, place }: { readonly answer: Answer; readonly place: number }) {
  const now = useNow()
  const [open, setOpen] = useState(false)
  const due = answer.dueBy ? new Date(answer.dueBy) : null
  const late = due !== null && due < now
  const when = place === 0 ? (due === null ? t`At the first check-in` : t`At the next check-in`) : t`At the one after`
  const by =
    due === null ? null : late ? t`was expected by ${formatDue(due, now)}` : t`expected by ${formatDue(due, now)}`
  return (
    <li className="border-b py-2">
      <p className="flex flex-wrap items-baseline gap-x-3">
        <span className="font-medium">
          {when}
          {by && <span className="font-normal text-ink-2">, {by}</span>}
        </span>
        <span className="ml-auto text-ink-3">{formatBytes(answer.bytes)}</span>
      </p>
      {answer.reasons.map((reason) => (
        <p key={reason} className="wrap-anywhere text-ink-2">
          {reason}
        </p>
      ))}
      <Button variant="ghost" className="-ml-3" aria-expanded={open} onClick={() => setOpen(!open)}>
        {open ? t`Close the answer` : t`Open the answer`}
      </Button>
      {open && <AnswerSegments segments={answer.segments} label={t`Answer ${place + 1}`} />}
    </li>
  )
}
