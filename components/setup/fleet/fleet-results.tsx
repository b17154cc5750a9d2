'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Check, Download, X } from 'lucide-react'
import { useState } from 'react'
import { formatGatewayTitle } from '#components/gateways/gateway-title.ts'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { Button, ButtonLink } from '#components/ui/button.tsx'
import { Link } from '#components/ui/link.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { Progress } from '#components/ui/progress.tsx'
import { State } from '#components/ui/state.tsx'
import { outcomeRows } from '#lib/client/fleet-setup.ts'
import { formatCount } from '#lib/client/format.ts'
import { paths } from '#lib/client/paths.ts'
import type { TargetGateway } from '#lib/client/setup-api.ts'
import { saveBlob } from '#lib/client/station-files.ts'
import { writeCsv } from '#lib/domain/csv/write-csv.ts'
import type { FleetSave } from './use-fleet-save.ts'

interface FleetResultsProps {
  /** Those that were to be sent. */
  readonly gateways: readonly TargetGateway[]
  readonly save: FleetSave
  readonly onRetry: (failed: readonly TargetGateway[]) => void
  /** Back to the form, with the selection as it is stored now. */
  readonly onBack: () => Promise<void>
}

const PAGE = 100

/** What became of each gateway; what failed can be sent again, and all of it exported. */
export function FleetResults({ gateways, save, onRetry, onBack }: FleetResultsProps) {
  const owner = useOwnerId()
  const [shown, setShown] = useState(PAGE)
  const { outcomes, running, done, total } = save
  const failed = gateways.filter(({ gateway }) => outcomes.get(gateway)?.error)
  const stale = failed.filter(({ gateway }) => outcomes.get(gateway)?.code === 'stale').length
  // Those that failed first: they need a hand.
  const rows = [...failed, ...gateways.filter(({ gateway }) => !outcomes.get(gateway)?.error)]
  const download = () =>
    saveBlob(new Blob([writeCsv(outcomeRows(gateways, outcomes))], { type: 'text/csv' }), 'setup-results.csv')
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
              <Trans>Send the {failed.length === 1 ? t`one` : formatCount(failed.length)} again</Trans>
            </Button>
          )}
          {failed.length > 0 && (
            <Button onClick={() => void onBack()}>
              <Trans>Back to the form</Trans>
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
      <ul className="border-t" aria-label={t`Results`}>
        {rows.slice(0, shown).map(({ gateway, name }) => {
          const outcome = outcomes.get(gateway)
          return (
            <li key={gateway} className="grid gap-x-4 border-b py-1.5 sm:grid-cols-[14rem_7rem_minmax(0,1fr)]">
              <span className="min-w-0">
                <Link href={paths.gateway(owner, gateway)} className="mono rounded-sm break-all hover:text-accent-ink">
                  {formatGatewayTitle(gateway)}
                </Link>
                {name && <span className="block truncate text-ink-3">{name}</span>}
              </span>
              {outcome ? (
                <State icon={outcome.error ? X : Check} tone={outcome.error ? 'danger' : 'ok'}>
                  {outcome.error ? t`Not set` : t`Set`}
                </State>
              ) : (
                <span className="text-ink-3">
                  <Trans>Waiting</Trans>
                </span>
              )}
              <span className="min-w-0 break-words text-ink-2">
                {outcome?.error ?? (outcome && 'warning' in outcome ? outcome.warning : '')}
              </span>
            </li>
          )
        })}
      </ul>
      {rows.length > shown && (
        <div>
          <Button onClick={() => setShown(shown + 4 * PAGE)}>
            <Trans>Show more of {formatCount(rows.length)}</Trans>
          </Button>
        </div>
      )}
    </section>
  )
}
