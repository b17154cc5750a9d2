'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { formatGatewayTitle } from '#components/gateways/gateway-title.ts'
import { limitWords } from '#components/transfers/limit-words.ts'
import { Button } from '#components/ui/button.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { notify } from '#components/ui/toast.tsx'
import { formatCount } from '#lib/client/format.ts'
import { operatorApi, operatorKeys, useLockedOut, usePolicies } from '#lib/client/operator-api.ts'
import { useWrite } from '#lib/client/queries.ts'

const LimitDialog = dynamic(() => import('./limit-dialog.tsx').then((module) => module.LimitDialog), {
  loading: () => null,
})

/** The limit of a batch, with what it comes from; and the gateways that knock with an ended token. */
export function BatchBootstrap({ batch, flavor }: { readonly batch: string; readonly flavor: string }) {
  const { data, error, refetch } = usePolicies()
  const [open, setOpen] = useState(false)
  const own = data?.policies.find((one) => one.scope === 'batch' && one.key === batch)
  const wider =
    data?.policies.find((one) => one.scope === 'flavor' && one.key === flavor) ??
    data?.policies.find((one) => one.scope === 'site')
  return (
    <section aria-labelledby="bootstrap-tokens" className="mt-8">
      <h2 id="bootstrap-tokens" className="mb-2 text-base font-semibold">
        <Trans>Bootstrap tokens</Trans>
      </h2>
      {error && !data && <Problem error={error} onRetry={() => void refetch()} />}
      {data && (
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2 text-sm">
          <p className="min-w-0 flex-1 basis-72">
            <span className="font-medium">{limitWords(own ?? wider)}.</span>{' '}
            <span className="text-ink-2">
              {own
                ? t`Set for this batch.`
                : wider?.scope === 'flavor'
                  ? t`As set for the flavor.`
                  : wider
                    ? t`As set for the whole installation.`
                    : t`The default.`}{' '}
              <Trans>A limit counts once a gateway has proven CUPS credentials of its owner.</Trans>
            </span>
          </p>
          <Button onClick={() => setOpen(true)}>
            <Trans>Set the limit</Trans>
          </Button>
        </div>
      )}
      <LockedOutGateways batch={batch} />
      {open && (
        <LimitDialog
          scope="batch"
          id={batch}
          current={own}
          title={t`Bootstrap tokens of this batch`}
          onClose={() => setOpen(false)}
        />
      )}
    </section>
  )
}

function LockedOutGateways({ batch }: { readonly batch: string }) {
  const { data } = useLockedOut(batch)
  const rearm = useWrite(
    (gateways: readonly string[]) => operatorApi.rearm(gateways),
    [operatorKeys.lockedOut],
    () => notify(t`Re-armed`),
  )
  if (!data || data.gateways.length === 0) return null
  return (
    <div className="mt-4">
      <div className="flex items-center gap-3">
        <h3 className="flex-1 text-sm font-medium">
          <Trans>Refused with an ended token</Trans>
        </h3>
        <Button pending={rearm.isPending} onClick={() => rearm.mutate(data.gateways.map((one) => one.gateway))}>
          <Trans>Re-arm all</Trans>
        </Button>
      </div>
      <Problem error={rearm.error} />
      <ul className="mt-2 border-t text-sm">
        {data.gateways.map((one) => (
          <li key={one.gateway} className="flex min-h-9 flex-wrap items-center gap-x-3 border-b py-1.5">
            <span className="mono">{formatGatewayTitle(one.gateway)}</span>
            <span className="text-ink-2">
              <Trans>
                of <span className="mono">{one.ownerid}</span>
              </Trans>
            </span>
            <span className="flex-1 text-right text-ink-2">
              {one.refused === 1 ? t`Once, the last time` : t`${formatCount(one.refused)} times, the last time`}{' '}
              <RelativeTime at={one.lastRefusedAt} />
            </span>
          </li>
        ))}
      </ul>
    </div>
  )
}
