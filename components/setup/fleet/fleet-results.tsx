'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Check, Download, Undo2, X } from 'lucide-react'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { Button, ButtonLink } from '#components/ui/button.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { Progress } from '#components/ui/progress.tsx'
import { outcomeRows, undoable } from '#lib/client/fleet-setup.ts'
import { formatCount } from '#lib/client/format.ts'
import { paths } from '#lib/client/paths.ts'
import type { SetupResult, TargetGateway } from '#lib/client/setup-api.ts'
import { saveBlob } from '#lib/client/station-files.ts'
import { writeCsv } from '#lib/domain/csv/write-csv.ts'
import { OutcomeList } from './outcome-list.tsx'
import type { SliceRun } from './use-slices.ts'

interface FleetResultsProps {
  /** Those that were to be sent. */
  readonly gateways: readonly TargetGateway[]
  readonly save: SliceRun<SetupResult>
  readonly onRetry: (failed: readonly TargetGateway[]) => void
  /** Those of them that can be taken back. */
  readonly onUndo: (gateways: readonly TargetGateway[]) => void
  /** Back to the form, with the selection as it is stored now. */
  readonly onBack: () => Promise<void>
}

/** What became of each gateway; what failed can be sent again, what was saved be taken back, and all of it exported. */
export function FleetResults({ gateways, save, onRetry, onUndo, onBack }: FleetResultsProps) {
  const owner = useOwnerId()
  const { outcomes, running, done, total } = save
  const failed = gateways.filter(({ gateway }) => outcomes.get(gateway)?.error)
  const stale = failed.filter(({ gateway }) => outcomes.get(gateway)?.code === 'stale').length
  const changed = undoable(outcomes)
  const back = gateways.filter(({ gateway }) => changed.has(gateway))
  // Those that failed first: they need a hand.
  const rows = [...failed, ...gateways.filter(({ gateway }) => !outcomes.get(gateway)?.error)]
  const download = () => {
    const list = outcomeRows(gateways, outcomes, ({ error }) => (error ? 'not set' : 'set'))
    saveBlob(new Blob([writeCsv(list)], { type: 'text/csv' }), 'setup-results.csv')
  }
  return (
    <section aria-label={t`What became of it`} className="flex flex-col gap-4 text-sm">
      <h2 aria-live="polite" className="text-base font-semibold">
        {running
          ? t`Saving: ${formatCount(done)} of ${formatCount(total)}`
          : failed.length === 0
            ? t`${formatCount(gateways.length)} saved. They go out at the next check-ins.`
            : t`${formatCount(failed.length)} of ${formatCount(gateways.length)} were not saved.`}
      </h2>
      {running && <Progress label={t`Saved`} share={total ? done / total : undefined} />}
      {!running && stale > 0 && (
        <Notice kind="warning">
          <Trans>
            {formatCount(stale)} were saved by somebody else since this page was opened. Go back to the form to compare:
            what you gave is still there.
          </Trans>
        </Notice>
      )}
      {!running && (
        <div className="flex flex-wrap gap-2">
          {failed.length > 0 && (
            <Button variant="primary" onClick={() => onRetry(failed)}>
              {failed.length === 1 ? t`Send the one again` : t`Send the ${formatCount(failed.length)} again`}
            </Button>
          )}
          {failed.length > 0 && (
            <Button onClick={() => void onBack()}>
              <Trans>Back to the form</Trans>
            </Button>
          )}
          {back.length > 0 && (
            <Button onClick={() => onUndo(back)} aria-describedby="undo-words">
              <Undo2 aria-hidden className="size-3.5" />{' '}
              {back.length === 1 ? t`Undo for this one` : t`Undo for all ${formatCount(back.length)}`}
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
      {!running && back.length > 0 && (
        <p id="undo-words" className="max-w-2xl text-ink-2">
          <Trans>
            Undo gives each gateway its earlier values again. One that has proved the new values by then gets the
            earlier ones as a new version; one that somebody changed since is left as it is.
          </Trans>
        </p>
      )}
      <OutcomeList
        gateways={rows}
        lookOf={(gateway) => {
          const outcome = outcomes.get(gateway)
          return (
            outcome && {
              icon: outcome.error ? X : Check,
              tone: outcome.error ? 'danger' : 'ok',
              word: outcome.error ? t`Not set` : t`Set`,
              remark: outcome.error ?? ('warning' in outcome ? (outcome.warning ?? '') : ''),
            }
          )
        }}
      />
    </section>
  )
}
