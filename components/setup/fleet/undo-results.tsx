'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Check, Download, type LucideIcon, RotateCcw, Undo2, X } from 'lucide-react'
import { useState } from 'react'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { Button, ButtonLink } from '#components/ui/button.tsx'
import { Progress } from '#components/ui/progress.tsx'
import type { Tone } from '#components/ui/state.tsx'
import { TypedConfirmation } from '#components/ui/typed-confirmation.tsx'
import { gatherDoubts, outcomeRows, type UndoneOutcome } from '#lib/client/fleet-setup.ts'
import { formatCount } from '#lib/client/format.ts'
import { paths } from '#lib/client/paths.ts'
import type { TargetGateway, UndoResult } from '#lib/client/setup-api.ts'
import { saveBlob } from '#lib/client/station-files.ts'
import { writeCsv } from '#lib/domain/csv/write-csv.ts'
import type { UndoOutcome } from '#lib/domain/setup-undo/undo.ts'
import { OutcomeList } from './outcome-list.tsx'
import type { SliceRun } from './use-slices.ts'

const LOOKS: Readonly<Record<UndoOutcome, { icon: LucideIcon; tone: Tone; word: string }>> = {
  withdrawn: { icon: Undo2, tone: 'ok', word: t`Taken back` },
  returned: { icon: RotateCcw, tone: 'info', word: t`Sent again` },
  unchanged: { icon: Check, tone: 'muted', word: t`As before` },
}

interface UndoResultsProps {
  readonly gateways: readonly TargetGateway[]
  readonly undo: SliceRun<UndoResult>
  /** Once more, for some; `confirm`: what is suspicious and meant. */
  readonly onAgain: (gateways: readonly TargetGateway[], confirm: readonly string[]) => void
}

/** What became of each gateway whose setup was taken back: before it proved the new values, or after. */
export function UndoResults({ gateways, undo, onAgain }: UndoResultsProps) {
  const owner = useOwnerId()
  const [asking, setAsking] = useState(false)
  const { outcomes, running, done, total } = undo
  const of = (test: (outcome: UndoneOutcome) => boolean) =>
    gateways.filter(({ gateway }) => {
      const outcome = outcomes.get(gateway)
      return outcome !== undefined && test(outcome)
    })
  const failed = of(({ error }) => error !== undefined)
  const doubtful = of(({ code }) => code === 'confirm')
  const left = of(({ code }) => code === 'stale').length
  // Somebody else's change stays, however often this is sent.
  const again = of(({ error, code }) => error !== undefined && code !== 'confirm' && code !== 'stale')
  const kinds = (kind: UndoOutcome) => of((outcome) => 'undone' in outcome && outcome.undone === kind).length
  const [withdrawn, returned] = [kinds('withdrawn'), kinds('returned')]
  const doubts = gatherDoubts(doubtful.flatMap(({ gateway }) => [outcomes.get(gateway) as UndoResult]))
  const rows = [...failed, ...gateways.filter((one) => !failed.includes(one))]
  const download = () => {
    const list = outcomeRows(gateways, outcomes, (one) =>
      one.error ? 'not undone' : ('undone' in one && one.undone) || 'unchanged',
    )
    saveBlob(new Blob([writeCsv(list)], { type: 'text/csv' }), 'undo-results.csv')
  }
  return (
    <section aria-label={t`What became of the undo`} className="flex flex-col gap-4 text-sm">
      <h2 aria-live="polite" className="text-base font-semibold">
        {running
          ? t`Undoing: ${formatCount(done)} of ${formatCount(total)}`
          : failed.length === 0
            ? t`${formatCount(gateways.length)} undone`
            : t`${formatCount(failed.length)} of ${formatCount(gateways.length)} were not undone.`}
      </h2>
      {running && <Progress label={t`Undone`} share={total ? done / total : undefined} />}
      {!running && withdrawn + returned + left > 0 && (
        <ul className="flex flex-col gap-1 text-ink-2">
          {withdrawn > 0 && (
            <li>
              <Trans>{formatCount(withdrawn)}: taken back before the gateway proved the new values.</Trans>
            </li>
          )}
          {returned > 0 && (
            <li>
              <Trans>
                {formatCount(returned)}: the gateway had proved the new values. The earlier ones go out to it as a new
                version.
              </Trans>
            </li>
          )}
          {left > 0 && (
            <li>
              <Trans>{formatCount(left)}: changed by somebody else since, and left as they are now.</Trans>
            </li>
          )}
        </ul>
      )}
      {!running && (
        <div className="flex flex-wrap gap-2">
          {again.length > 0 && (
            <Button variant="primary" onClick={() => onAgain(again, [])}>
              {again.length === 1 ? t`Undo the one again` : t`Undo the ${formatCount(again.length)} again`}
            </Button>
          )}
          {doubtful.length > 0 && (
            <Button onClick={() => setAsking(true)}>
              {doubtful.length === 1 ? t`Confirm the one` : t`Confirm the ${formatCount(doubtful.length)}`}
            </Button>
          )}
          <Button onClick={download}>
            <Download aria-hidden className="size-3.5" /> <Trans>Export CSV</Trans>
          </Button>
          <ButtonLink href={paths.gateways(owner)}>
            <Trans>Close</Trans>
          </ButtonLink>
        </div>
      )}
      <OutcomeList
        gateways={rows}
        lookOf={(gateway) => {
          const outcome = outcomes.get(gateway)
          if (!outcome) return undefined
          if (outcome.error) return { icon: X, tone: 'danger', word: t`Not undone`, remark: outcome.error }
          const { undone = 'unchanged', detail = '', warning = '' } = outcome as UndoResult
          return { ...LOOKS[undone], remark: `${detail} ${warning}`.trim() }
        }}
      />
      {asking && (
        <TypedConfirmation
          title={t`Undo all the same?`}
          action={t`Undo`}
          keep={t`Leave them`}
          mono
          text={String(doubtful.length)}
          what={t`the number of gateways`}
          pending={false}
          error={undefined}
          onConfirm={() => {
            setAsking(false)
            onAgain(doubtful, [...new Set(doubts.map(({ code }) => code))])
          }}
          onClose={() => setAsking(false)}
        >
          {doubts.map(({ code, detail, count: about }) => (
            <li key={code + detail}>
              {formatCount(about)}: {detail}
            </li>
          ))}
        </TypedConfirmation>
      )}
    </section>
  )
}
