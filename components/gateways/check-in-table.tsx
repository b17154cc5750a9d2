'use client'

import { History } from 'lucide-react'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { Cell, Head, SkeletonRows, Table } from '#components/ui/table.tsx'
import type { CheckIn } from '#lib/client/contracts.ts'
import { formatCount } from '#lib/client/format.ts'
import { useCheckIns } from '#lib/client/queries.ts'
import { formatCrc } from '#lib/domain/crc-text.ts'
import { ANSWERS, answerText, formatCredential } from './check-in-words.ts'

/** The whole log of one gateway, newest first. */
export function CheckInTable({ gateway }: { readonly gateway: string }) {
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useCheckIns(useOwnerId(), gateway)
  const entries = data?.pages.flatMap((page) => page.checkIns)
  if (error && !data) return <Problem error={error} onRetry={() => void refetch()} />
  if (entries?.length === 0) {
    return (
      <EmptyState icon={History} title="No check-ins yet">
        Each check-in with what the gateway reported and what it was answered appears here. Equal ones in a row are
        counted together.
      </EmptyState>
    )
  }
  return (
    <>
      <Table label="Check-ins" fixed>
        <thead className="max-md:sr-only">
          <tr>
            <Head className="w-[9rem]">Last time</Head>
            <Head>Answer</Head>
            <Head className="hidden w-[19rem] lg:table-cell">Reported LNS</Head>
            <Head className="hidden w-[10rem] xl:table-cell">Credential CRCs</Head>
            <Head className="hidden w-[9rem] md:table-cell">Address</Head>
          </tr>
        </thead>
        <tbody>
          {entries ? (
            entries.map((entry) => <CheckInRow key={entry.id} entry={entry} />)
          ) : (
            <SkeletonRows rows={5} widths={['5rem', '14rem', null, null, null]} />
          )}
        </tbody>
      </Table>
      {hasNextPage && (
        <Button className="mt-3" pending={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          Show older
        </Button>
      )}
    </>
  )
}

function CheckInRow({ entry }: { readonly entry: CheckIn }) {
  const { icon: Icon, word, tint } = ANSWERS[entry.answer.kind]
  const { reported } = entry
  return (
    <tr>
      <Cell className="align-top text-ink-2">
        <RelativeTime at={entry.lastAt} />
        {entry.times > 1 && <span className="block text-xs text-ink-3">{formatCount(entry.times)} times</span>}
      </Cell>
      <Cell className="align-top">
        <span className="flex items-center gap-1.5">
          <Icon aria-hidden className={`size-3.5 shrink-0 ${tint}`} />
          {word}
        </span>
        <span className="block wrap-anywhere text-ink-2">{answerText(entry.answer)}</span>
        {entry.fellBack && <span className="block text-warn">Fell back to an older credential</span>}
        <span className="block text-xs text-ink-3">{formatCredential(entry.credential)}</span>
      </Cell>
      <Cell className="mono hidden truncate align-top text-ink-2 lg:table-cell">{reported.tcUri ?? '–'}</Cell>
      <Cell className="hidden align-top text-xs whitespace-nowrap text-ink-2 xl:table-cell">
        <span className="block">
          LNS <span className="mono">{reported.tcCredCrc === null ? '–' : formatCrc(reported.tcCredCrc)}</span>
        </span>
        <span className="block">
          CUPS <span className="mono">{reported.cupsCredCrc === null ? '–' : formatCrc(reported.cupsCredCrc)}</span>
        </span>
      </Cell>
      <Cell className="mono hidden align-top text-ink-2 md:table-cell">{entry.address}</Cell>
    </tr>
  )
}
