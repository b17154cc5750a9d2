'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { ArrowRight, Check, Download, X } from 'lucide-react'
import { formatGatewayTitle } from '#components/gateways/gateway-title.ts'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { Link } from '#components/ui/link.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { base64ToBytes } from '#lib/client/base64.ts'
import { lnsApi } from '#lib/client/lns-api.ts'
import { paths } from '#lib/client/paths.ts'
import { keys, useGateway, useWrite } from '#lib/client/queries.ts'
import { saveBlob, stationFiles, zipStationFiles } from '#lib/client/station-files.ts'
import { formatCrc } from '#lib/domain/crc-text.ts'
import type { ConnectDraft, Tried } from './connect-draft.ts'

interface SetPanelProps {
  readonly draft: ConnectDraft
  readonly gateways: readonly string[]
  readonly tried: Tried | undefined
}

/** Before and after, and the button that sets it; then what became of each gateway. */
export function SetPanel({ draft, gateways, tried }: SetPanelProps) {
  const owner = useOwnerId()
  const values = tried?.composed.values ?? null
  const set = useWrite(
    () =>
      lnsApi.setup(owner, gateways, {
        ...values,
        ...(draft.side === 'lns' ? { lnsDiscovery: draft.discovery } : {}),
      }),
    [keys.gateways(owner), ['gateway', owner]],
  )
  const failed = tried !== undefined && !tried.check.ok
  const count = gateways.length
  if (set.data) return <Results owner={owner} results={set.data} />
  return (
    <aside aria-label={t`What will change`} className="flex min-w-0 flex-col gap-4 lg:sticky lg:top-6">
      <section className="text-sm">
        <h2 className="mb-1 text-sm font-semibold">{draft.side === 'lns' ? 'LNS' : 'CUPS'}</h2>
        {count === 1 && gateways[0] && <Before gateway={gateways[0]} side={draft.side} />}
        <dl className="border-t">
          <Line name="URI">{tried?.composed.uri ?? t`after the check`}</Line>
          <Line name="CRC">{tried?.composed.crc ? formatCrc(tried.composed.crc) : t`after the check`}</Line>
          <Line name="Gateways">{count === 1 && gateways[0] ? formatGatewayTitle(gateways[0]) : String(count)}</Line>
        </dl>
      </section>
      {failed && values && (
        <Notice kind="warning">
          <Trans>The check failed. Set like this, gateways may not reach their network.</Trans>
        </Notice>
      )}
      <Problem error={set.error} />
      <div className="flex flex-wrap items-center gap-2">
        <Button
          variant={failed ? 'secondary' : 'primary'}
          className="flex-1"
          disabled={!values || count === 0}
          pending={set.isPending}
          onClick={() => set.mutate(undefined)}
        >
          {failed ? t`Set all the same` : count > 1 ? t`Set ${count} gateways` : t`Set the gateway`}
        </Button>
      </div>
      {values && <Files values={values} side={draft.side} />}
      {!values && (
        <p className="text-sm text-ink-3">
          <Trans>Check first: setting follows.</Trans>
        </p>
      )}
    </aside>
  )
}

function Before({ gateway, side }: { readonly gateway: string; readonly side: 'lns' | 'cups' }) {
  const { data } = useGateway(useOwnerId(), gateway, 60_000)
  const target = side === 'lns' ? data?.desired.tc : data?.desired.cups
  if (!data) return null
  return (
    <p className="mb-2 flex min-w-0 flex-wrap items-center gap-1.5 text-ink-3">
      <span className="min-w-0 break-all">{target ? (target.lnsUri ?? target.uri) : t`Not managed`}</span>
      <ArrowRight aria-label={t`becomes`} className="size-3" />
    </p>
  )
}

function Line({ name, children }: { readonly name: string; readonly children: string }) {
  return (
    <div className="flex gap-3 border-b py-1.5">
      <dt className="w-20 shrink-0 text-ink-2">{name}</dt>
      <dd className="mono min-w-0 flex-1 break-all">{children}</dd>
    </div>
  )
}

/** For gateways that are configured by hand, made here from what was just typed (rules.md 25). */
function Files({ values, side }: { readonly values: Readonly<Record<string, string>>; readonly side: 'lns' | 'cups' }) {
  const category = side === 'lns' ? 'tc' : 'cups'
  const at = (name: string) => values[`${side}${name}`] ?? ''
  const pem = (base64: string) =>
    base64 ? `-----BEGIN CERTIFICATE-----\n${base64.match(/.{1,64}/g)?.join('\n')}\n-----END CERTIFICATE-----\n` : null
  const download = async () => {
    const key = at('Key')
    const files = stationFiles(category, {
      uri: at('Uri'),
      trust: pem(at('Trust')),
      crt: pem(at('Crt')),
      key: key ? base64ToBytes(key) : null,
    })
    saveBlob(await zipStationFiles(files), `${category}.zip`)
  }
  return (
    <div>
      <Button variant="ghost" onClick={() => void download()}>
        <Download aria-hidden className="size-3.5" /> <Trans>Download {category}.* with the key</Trans>
      </Button>
    </div>
  )
}

interface ResultsProps {
  readonly owner: string
  readonly results: readonly { readonly gateway: string; readonly error?: string; readonly warning?: string }[]
}

function Results({ owner, results }: ResultsProps) {
  const failed = results.filter(({ error }) => error).length
  return (
    <aside
      aria-label={t`What became of it`}
      aria-live="polite"
      className="flex min-w-0 flex-col gap-3 text-sm lg:sticky lg:top-6"
    >
      <h2 className="text-base font-semibold">
        {failed === 0 ? t`Set. It goes out at the next check-in.` : t`${failed} of ${results.length} were not set.`}
      </h2>
      <ul className="border-t">
        {results.map(({ gateway, error, warning }) => (
          <li key={gateway} className="flex items-start gap-2 border-b py-1.5">
            {error ? (
              <X aria-label={t`Not set`} className="mt-0.5 size-3.5 shrink-0 text-danger" />
            ) : (
              <Check aria-label={t`Set`} className="mt-0.5 size-3.5 shrink-0 text-ok" />
            )}
            <span className="min-w-0">
              <Link href={paths.gateway(owner, gateway)} className="mono rounded-sm break-all hover:text-accent-ink">
                {formatGatewayTitle(gateway)}
              </Link>
              {(error ?? warning) && <span className="block break-words text-ink-2">{error ?? warning}</span>}
            </span>
          </li>
        ))}
      </ul>
    </aside>
  )
}
