'use client'

import { Undo2 } from 'lucide-react'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import type { CheckIn } from '#lib/client/contracts.ts'
import { formatCount } from '#lib/client/format.ts'
import { useCheckIns } from '#lib/client/queries.ts'
import { ANSWERS, answerText } from './check-in-words.ts'

const SHOWN = 8

/** The last check-ins; a run of equal ones is one entry. */
export function CheckInTimeline({ gateway, onAll }: { readonly gateway: string; readonly onAll: () => void }) {
  const { data, error, refetch } = useCheckIns(useOwnerId(), gateway)
  const all = data?.pages.flatMap((page) => page.checkIns) ?? []
  return (
    <section aria-labelledby="timeline">
      <div className="mb-3 flex items-baseline justify-between">
        <h2 id="timeline" className="text-base font-semibold">
          Last check-ins
        </h2>
        {all.length > 0 && (
          <button
            type="button"
            onClick={onAll}
            className="rounded-sm text-sm text-accent-ink underline-offset-3 hover:underline"
          >
            All check-ins
          </button>
        )}
      </div>
      <Problem error={error} onRetry={() => void refetch()} />
      {data && all.length === 0 && (
        <p className="text-sm text-ink-3">
          None yet. A Station checks in when it starts, then once a day while its LNS link is up.
        </p>
      )}
      <ol className="flex flex-col">
        {all.slice(0, SHOWN).map((entry, index) => (
          <Entry key={entry.id} entry={entry} last={index === Math.min(all.length, SHOWN) - 1} />
        ))}
      </ol>
    </section>
  )
}

function Entry({ entry, last }: { readonly entry: CheckIn; readonly last: boolean }) {
  const { icon: Icon, word, tint } = ANSWERS[entry.answer.kind]
  const reasons = answerText(entry.answer)
  return (
    <li className="relative flex gap-3 pb-4 text-sm">
      {!last && <span aria-hidden className="absolute top-6 bottom-0 left-2.5 w-px bg-line" />}
      <span className="grid size-5 shrink-0 place-items-center rounded-full border border-line-2 bg-surface">
        <Icon aria-hidden className={`size-3 ${tint}`} />
      </span>
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-baseline gap-x-2">
          <span className="font-medium">{word}</span>
          {entry.times > 1 && <span className="text-ink-3">{formatCount(entry.times)} times</span>}
          <span className="ml-auto text-ink-3">
            <RelativeTime at={entry.lastAt} />
          </span>
        </p>
        {entry.fellBack && (
          <p className="flex items-center gap-1 text-warn">
            <Undo2 aria-hidden className="size-3.5" /> Fell back to an older credential
          </p>
        )}
        {reasons && <p className="wrap-anywhere text-ink-2">{reasons}</p>}
      </div>
    </li>
  )
}
