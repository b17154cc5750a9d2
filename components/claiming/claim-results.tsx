'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { CheckCircle2, CircleAlert, Download } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { ConnectAction } from '#components/lns/connect-action.tsx'
import { useCan, useOwnerId } from '#components/shell/owner-context.tsx'
import { Button, ButtonLink } from '#components/ui/button.tsx'
import { Link } from '#components/ui/link.tsx'
import { Notice } from '#components/ui/notice.tsx'
import type { Outcome } from '#lib/client/claim-run.ts'
import { formatCount } from '#lib/client/format.ts'
import { HANDED, handOver } from '#lib/client/handed-selection.ts'
import { paths } from '#lib/client/paths.ts'
import { saveBlob } from '#lib/client/station-files.ts'
import { MAX_LISTED, MAX_TARGET } from '#lib/domain/fleet/target-limits.ts'
import { type Eui, formatEui64, formatId6 } from '#lib/domain/identifiers.ts'

const TagDialog = dynamic(() => import('#components/gateways/tag-dialog.tsx').then((module) => module.TagDialog), {
  loading: () => null,
})

const PAGE = 100

/** What became of each gateway, what stays on it, and the next step. */
export function ClaimResults({ outcomes }: { readonly outcomes: ReadonlyMap<Eui, Outcome> }) {
  const owner = useOwnerId()
  const [most, setMost] = useState(PAGE)
  const all = [...outcomes.values()]
  const claimed = all.filter((one) => one.claimed)
  const refused = all.filter((one) => !one.claimed)
  const used = claimed.filter(({ warning }) => warning)
  const list = [...refused, ...claimed]
  return (
    <section aria-labelledby="claim-result" aria-live="polite" className="mt-8 max-w-3xl">
      <div className="mb-2 flex flex-wrap items-center gap-x-4 gap-y-1">
        <h2 id="claim-result" className="flex-1 text-base font-semibold">
          {refused.length > 0
            ? t`${formatCount(claimed.length)} claimed, ${formatCount(refused.length)} refused`
            : t`${formatCount(claimed.length)} claimed`}
        </h2>
        <Button variant="ghost" onClick={() => void exportOutcomes(list)}>
          <Download aria-hidden className="size-3.5" /> <Trans>Export CSV</Trans>
        </Button>
      </div>
      {claimed.length > 0 && (
        <>
          <Notice kind={used.length > 0 ? 'warning' : 'info'} className="mb-3">
            {used.length > 0 && `${usedText(used.length)} `}
            <Trans>
              A claimed gateway keeps what is on it: it stays on its former network server until you set one.
            </Trans>
          </Notice>
          <NextStep gateways={claimed.map(({ eui }) => formatId6(eui))} />
        </>
      )}
      <ul className="border-t">
        {list.slice(0, most).map(({ eui, claimed: mine, error, warning }) => (
          <li key={eui} className="flex items-start gap-2 border-b px-2 py-2 text-sm">
            {mine ? (
              <CheckCircle2 aria-hidden className="mt-0.5 size-4 shrink-0 text-ok" />
            ) : (
              <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-danger" />
            )}
            <div className="min-w-0 flex-1">
              <p className="mono truncate">
                {formatEui64(eui)}
                <span className="sr-only"> {mine ? t`Claimed` : t`Refused`}</span>
              </p>
              {error && <p className="text-danger">{error}</p>}
              {warning && <p className="text-ink-2">{warning}</p>}
            </div>
            {mine && (
              <Link
                href={paths.setup(owner, formatId6(eui))}
                className="rounded-sm font-medium whitespace-nowrap text-accent-ink underline-offset-3 hover:underline"
              >
                <Trans>Set up</Trans>
              </Link>
            )}
          </li>
        ))}
      </ul>
      {list.length > most && (
        <Button variant="ghost" className="mt-2" onClick={() => setMost(most + 5 * PAGE)}>
          <Trans>Show more: {formatCount(list.length - most)} are left</Trans>
        </Button>
      )}
    </section>
  )
}

const usedText = (count: number): string =>
  count === 1 ? t`One was set up by an earlier owner.` : t`${formatCount(count)} were set up by an earlier owner.`

/** A claimed gateway does nothing new before it is set up. */
function NextStep({ gateways }: { readonly gateways: readonly string[] }) {
  const owner = useOwnerId()
  const may = useCan('gateway:setup')
  const [tagging, setTagging] = useState(false)
  const router = useRouter()
  const [only] = gateways
  if (!may || !only) return null
  const rollOut = () => router.push(paths.newRollout(owner, new URLSearchParams({ [HANDED]: handOver(gateways) })))
  return (
    <div className="mb-4 flex flex-wrap items-center gap-2">
      {gateways.length > MAX_TARGET ? (
        <>
          <Button variant="primary" onClick={() => setTagging(true)}>
            <Trans>Tag these {formatCount(gateways.length)}</Trans>
          </Button>
          {gateways.length <= MAX_LISTED && (
            <Button onClick={rollOut}>
              <Trans>Set them up by a rollout</Trans>
            </Button>
          )}
        </>
      ) : (
        <>
          <ConnectAction target={{ by: 'gateways', gateways }} variant="primary">
            {gateways.length === 1
              ? t`Connect it to a network`
              : t`Connect these ${formatCount(gateways.length)} to a network`}
          </ConnectAction>
          {gateways.length === 1 ? (
            <ButtonLink href={paths.setup(owner, only)}>
              <Trans>Set it up</Trans>
            </ButtonLink>
          ) : (
            <Button onClick={() => setTagging(true)}>
              <Trans>Tag these {formatCount(gateways.length)}</Trans>
            </Button>
          )}
        </>
      )}
      {tagging && (
        <TagDialog target={{ by: 'gateways', gateways }} count={gateways.length} onClose={() => setTagging(false)} />
      )}
    </div>
  )
}

/** Without PINs: whoever has one can claim. */
async function exportOutcomes(outcomes: readonly Outcome[]): Promise<void> {
  const { writeCsv } = await import('#lib/domain/csv/write-csv.ts')
  const records = outcomes.map(({ eui, claimed, error, warning }) => [
    formatEui64(eui),
    formatId6(eui),
    claimed ? 'claimed' : 'refused',
    error ?? warning ?? '',
  ])
  const csv = writeCsv([['eui', 'id6', 'result', 'remark'], ...records])
  saveBlob(new Blob([csv], { type: 'text/csv;charset=utf-8' }), 'claimed-gateways.csv')
}
