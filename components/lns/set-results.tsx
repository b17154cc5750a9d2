'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Check, Download, RotateCcw, X } from 'lucide-react'
import { formatGatewayTitle } from '#components/gateways/gateway-title.ts'
import { Button } from '#components/ui/button.tsx'
import { Link } from '#components/ui/link.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { csvText, saveText } from '#lib/client/csv.ts'
import { formatCount } from '#lib/client/format.ts'
import { paths } from '#lib/client/paths.ts'
import type { SetupResult } from '#lib/client/setup-api.ts'

interface SetResultsProps {
  readonly owner: string
  readonly results: readonly SetupResult[]
  readonly pending: boolean
  readonly error: unknown
  readonly onRetry: (failed: readonly string[]) => void
}

/** Gateways that are listed; the file has all. */
const MOST = 200

/** What became of each gateway, those that failed first; these again, and all of it as a file. */
export function SetResults({ owner, results, pending, error, onRetry }: SetResultsProps) {
  const failed = results.filter((one) => one.error !== undefined)
  const rows = [...failed, ...results.filter((one) => one.error === undefined)]
  const save = () =>
    saveText(
      'connected-gateways.csv',
      csvText([
        ['EUI', 'ID6', t`Result`, t`Reason`],
        ...rows.map((one) => [
          formatGatewayTitle(one.gateway),
          one.gateway,
          one.error === undefined ? t`Set` : t`Not set`,
          one.error ?? one.warning ?? '',
        ]),
      ]),
      'text/csv;charset=utf-8',
    )
  return (
    <aside aria-label={t`What became of it`} className="flex min-w-0 flex-col gap-3 text-sm lg:sticky lg:top-6">
      <h2 aria-live="polite" className="text-base font-semibold">
        {failed.length === 0
          ? t`Set. It goes out at the next check-in.`
          : t`${formatCount(failed.length)} of ${formatCount(results.length)} were not set.`}
      </h2>
      <Problem error={error} />
      <div className="flex flex-wrap gap-2">
        {failed.length > 0 && (
          <Button variant="primary" pending={pending} onClick={() => onRetry(failed.map(({ gateway }) => gateway))}>
            <RotateCcw aria-hidden className="size-3.5" /> <Trans>Try the failed ones again</Trans>
          </Button>
        )}
        <Button onClick={save}>
          <Download aria-hidden className="size-3.5" /> <Trans>Export the results</Trans>
        </Button>
      </div>
      <ul className="max-h-[60dvh] overflow-y-auto border-t" aria-label={t`Results`}>
        {rows.slice(0, MOST).map((one) => (
          <li key={one.gateway} className="flex items-start gap-2 border-b py-1.5">
            {one.error === undefined ? (
              <Check aria-label={t`Set`} className="mt-0.5 size-3.5 shrink-0 text-ok" />
            ) : (
              <X aria-label={t`Not set`} className="mt-0.5 size-3.5 shrink-0 text-danger" />
            )}
            <span className="min-w-0">
              <Link
                href={paths.gateway(owner, one.gateway)}
                className="mono rounded-sm break-all hover:text-accent-ink"
              >
                {formatGatewayTitle(one.gateway)}
              </Link>
              {(one.error ?? one.warning) && (
                <span className="block break-words text-ink-2">{one.error ?? one.warning}</span>
              )}
            </span>
          </li>
        ))}
        {rows.length > MOST && (
          <li className="py-2 text-ink-3">
            <Trans>And {formatCount(rows.length - MOST)} more: the file has all of them.</Trans>
          </li>
        )}
      </ul>
    </aside>
  )
}
