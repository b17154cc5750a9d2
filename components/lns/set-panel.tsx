'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useMutation } from '@tanstack/react-query'
import { ArrowRight, Download } from 'lucide-react'
import dynamic from 'next/dynamic'
import { type ReactNode, useState } from 'react'
import { formatGatewayTitle, isSameGateway } from '#components/gateways/gateway-title.ts'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { CopyValue } from '#components/ui/copy-value.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { SameAsCurl } from '#components/ui/same-as-curl.tsx'
import { base64ToBytes } from '#lib/client/base64.ts'
import type { SetupBody } from '#lib/client/contracts.ts'
import { formatCount } from '#lib/client/format.ts'
import { keys, useGateway, useWrite } from '#lib/client/queries.ts'
import { findDoubts, SLICE, setAll, setSlice } from '#lib/client/set-run.ts'
import type { Doubt, SetupResult } from '#lib/client/setup-api.ts'
import { setupSecrets } from '#lib/client/setup-secrets.ts'
import { saveBlob, stationFiles, zipStationFiles } from '#lib/client/station-files.ts'
import { formatCrc } from '#lib/domain/crc-text.ts'
import type { ConnectDraft, Tried } from './connect-draft.ts'

const DoubtDialog = dynamic(() => import('#components/setup/doubt-dialog.tsx').then((module) => module.DoubtDialog), {
  loading: () => null,
})
const SetResults = dynamic(() => import('./set-results.tsx').then((module) => module.SetResults), {
  loading: () => null,
})

/** What has to be confirmed, and for which gateways. */
interface Asked {
  readonly meant: readonly string[]
  readonly doubts: readonly Doubt[]
}

interface SetPanelProps {
  readonly draft: ConnectDraft
  readonly gateways: readonly string[]
  readonly tried: Tried | undefined
  /** Something was set, or tried to be. */
  readonly onSet: () => void
}

/** Before and after, and the button that sets it; then what became of each gateway. */
export function SetPanel({ draft, gateways, tried, onSet }: SetPanelProps) {
  const owner = useOwnerId()
  const composed = tried?.composed.values ?? null
  const values = composed && { ...composed, ...(draft.side === 'lns' ? { lnsDiscovery: draft.discovery } : {}) }
  const failure = tried && !tried.check.ok ? tried.check : undefined
  const failed = failure !== undefined
  const [outcomes, setOutcomes] = useState<ReadonlyMap<string, SetupResult>>(new Map())
  const [asking, setAsking] = useState<Asked>()
  const set = useWrite(
    ({ meant, confirm }: { meant: readonly string[]; confirm: readonly string[] }) =>
      setAll(owner, values ?? {}, meant, confirm),
    [keys.gateways(owner), ['gateway', owner]],
    (results, { meant }) => {
      setOutcomes(
        (before) => new Map([...before, ...meant.map((one, at) => [one, answerOf(one, results[at])] as const)]),
      )
      setAsking(undefined)
      onSet()
    },
  )
  // Everything doubtful is asked at once, before anything is stored: a check that failed is doubtful too.
  const look = useMutation({
    mutationFn: async (meant: readonly string[]): Promise<Asked> => ({
      meant,
      doubts: await findDoubts(owner, values ?? {}, meant),
    }),
    onSuccess: ({ meant, doubts }) => {
      if (failed || doubts.length > 0) setAsking({ meant, doubts })
      else set.mutate({ meant, confirm: [] })
    },
  })
  const count = gateways.length
  const dialog = asking && (
    <DoubtDialog
      title={t`Set all the same?`}
      action={t`Set all the same`}
      doubts={[
        ...(failure ? [{ detail: t`The check failed. Set like this, gateways may not reach their network.` }] : []),
        ...(failure?.items ?? []).filter(({ outcome }) => outcome === 'failed'),
        ...asking.doubts,
      ]}
      {...toType(asking.meant)}
      pending={set.isPending}
      error={set.error}
      onConfirm={() => set.mutate({ meant: asking.meant, confirm: asking.doubts.map(({ code }) => code) })}
      onClose={() => setAsking(undefined)}
    />
  )
  if (outcomes.size > 0) {
    return (
      <>
        <SetResults
          owner={owner}
          results={[...outcomes.values()]}
          pending={look.isPending || set.isPending}
          error={look.error ?? set.error}
          onRetry={(meant) => look.mutate(meant)}
        />
        {dialog}
      </>
    )
  }
  return (
    <aside aria-label={t`What will change`} className="flex min-w-0 flex-col gap-4 lg:sticky lg:top-6">
      <section className="text-sm">
        <h2 className="mb-1 text-sm font-semibold">{draft.side === 'lns' ? 'LNS' : 'CUPS'}</h2>
        {count === 1 && gateways[0] && <Before gateway={gateways[0]} side={draft.side} />}
        <dl className="border-t">
          <Line name="URI">
            {tried?.composed.uri ? <CopyValue text={tried.composed.uri} what="URI" /> : t`after the check`}
          </Line>
          <Line name="CRC">
            {tried?.composed.crc ? (
              <CopyValue text={String(tried.composed.crc)} shown={formatCrc(tried.composed.crc)} what="CRC" />
            ) : (
              t`after the check`
            )}
          </Line>
          <Line name={t`Gateways`}>{count === 1 && gateways[0] ? formatGatewayTitle(gateways[0]) : String(count)}</Line>
        </dl>
      </section>
      {failed && values && (
        <Notice kind="warning">
          <Trans>The check failed. Set like this, gateways may not reach their network.</Trans>
        </Notice>
      )}
      {!asking && <Problem error={look.error ?? set.error} />}
      <div className="flex flex-wrap items-center gap-2">
        <Button
          variant={failed ? 'secondary' : 'primary'}
          className="flex-1"
          disabled={!values || count === 0}
          pending={look.isPending || set.isPending}
          onClick={() => look.mutate(gateways)}
        >
          {failed ? t`Set all the same` : count > 1 ? t`Set ${count} gateways` : t`Set the gateway`}
        </Button>
      </div>
      {composed && <Files values={composed} side={draft.side} />}
      <SameAsCurl
        call={(as) => values && count > 0 && setSlice(owner, setupSecrets<SetupBody>(values, as), gateways, [])}
        remark={count > SLICE && t`The console sends ${formatCount(SLICE)} gateways at a time.`}
      />
      {!values && (
        <p className="text-sm text-ink-3">
          <Trans>Check first: setting follows.</Trans>
        </p>
      )}
      {dialog}
    </aside>
  )
}

/** An answer that is missing is none that was good. */
const answerOf = (gateway: string, result: SetupResult | undefined): SetupResult =>
  result ? { ...result, gateway } : { gateway, error: t`Gatehouse gave no answer for this gateway.` }

/** One gateway by its identifier, several by their number. */
function toType(meant: readonly string[]) {
  const [only = ''] = meant
  if (meant.length === 1) {
    return {
      text: formatGatewayTitle(only),
      what: t`the identifier of the gateway`,
      matches: (typed: string) => isSameGateway(typed, only),
    }
  }
  const text = t`set ${meant.length} gateways`
  return { text, what: t`what is asked for`, matches: (typed: string) => typed.toLowerCase() === text.toLowerCase() }
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

function Line({ name, children }: { readonly name: string; readonly children: ReactNode }) {
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
