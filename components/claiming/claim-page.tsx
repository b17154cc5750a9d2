'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import dynamic from 'next/dynamic'
import { type FormEvent, useEffect } from 'react'
import { useCan, useOwnerId } from '#components/shell/owner-context.tsx'
import { Actions } from '#components/ui/actions.tsx'
import { Button, ButtonLink } from '#components/ui/button.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { Progress } from '#components/ui/progress.tsx'
import { SameAsCurl } from '#components/ui/same-as-curl.tsx'
import { Tabs } from '#components/ui/tabs.tsx'
import { useUnsaved } from '#components/ui/unsaved.ts'
import { takeLabel } from '#lib/client/claim-label.ts'
import { formatCount } from '#lib/client/format.ts'
import { paths } from '#lib/client/paths.ts'
import { say } from '#lib/client/say.ts'
import { TypedSource } from './typed-source.tsx'
import { type Claims, useClaims } from './use-claims.ts'

const FileSource = dynamic(() => import('./file-source.tsx').then((module) => module.FileSource), {
  loading: () => null,
})
const ScanSource = dynamic(() => import('./scan-source.tsx').then((module) => module.ScanSource), {
  loading: () => null,
})
const WorkList = dynamic(() => import('./work-list.tsx').then((module) => module.WorkList), { loading: () => null })
const Reading = dynamic(() => import('./reading.tsx').then((module) => module.Reading), { loading: () => null })
const ClaimResults = dynamic(() => import('./claim-results.tsx').then((module) => module.ClaimResults), {
  loading: () => null,
})

/** One gateway or thousands: typed, from a file or by the camera. Everything is looked through before it is sent. */
export function ClaimPage() {
  const owner = useOwnerId()
  const may = useCan('gateway:claim')
  const claims = useClaims(owner)
  const { setText } = claims
  // biome-ignore lint/correctness/useExhaustiveDependencies: a scanned label is taken once
  useEffect(() => {
    const label = takeLabel()
    if (label) setText(label)
  }, [])
  // What is on the list and not refused for good waits to be sent.
  useUnsaved(claims.ready.length > 0 || claims.run !== undefined)
  const [only] = claims.rows
  return (
    <>
      <PageHeader
        crumbs={[{ label: t`Gateways`, href: paths.gateways(owner) }]}
        title={t`Claim gateways`}
        lead={t`Prove that a gateway is yours with the claim PIN of its label. Nothing is sent before you see what will happen.`}
      />
      {!may && (
        <Notice className="mb-4 max-w-2xl">
          <Trans>Your role in this owner may look at gateways, not claim them. Ask an admin or operator.</Trans>
        </Notice>
      )}
      <form
        className="flex flex-col gap-4"
        onSubmit={(event: FormEvent) => {
          event.preventDefault()
          if (claims.ready.length > 0 && !claims.run) claims.claim(claims.ready)
        }}
      >
        <div className="max-w-2xl">
          <Tabs
            label={t`Where the labels come from`}
            value={claims.source}
            onChange={claims.setSource}
            tabs={[
              { value: 'type', label: t`Type or paste`, panel: <TypedSource claims={claims} /> },
              { value: 'file', label: t`File`, panel: <FileSource claims={claims} /> },
              { value: 'scan', label: t`Scan`, panel: <ScanSource claims={claims} /> },
            ]}
          />
        </div>
        {claims.table.fault && (
          <Notice kind="error" className="max-w-2xl">
            <Trans>
              Line {claims.table.fault.line}: {say(claims.table.fault.error)}
            </Trans>
          </Notice>
        )}
        {claims.source === 'type' && claims.rows.length === 1 && only ? (
          <Reading row={only} refusal={claims.refusalOf(only)} onReplace={claims.replace} />
        ) : (
          claims.rows.length > 0 && <WorkList claims={claims} />
        )}
        <RunState claims={claims} />
        <Actions>
          <Button
            type="submit"
            variant="primary"
            disabled={!may || claims.ready.length === 0}
            pending={claims.run !== undefined}
          >
            {claims.ready.length > 1 ? t`Claim ${formatCount(claims.ready.length)} gateways` : t`Claim gateway`}
          </Button>
          {claims.refused.length > 0 && !claims.run && (
            <Button disabled={!may} onClick={() => claims.claim(claims.refused, true)}>
              {claims.refused.length === 1
                ? t`Try the refused one again`
                : t`Try the ${formatCount(claims.refused.length)} refused again`}
            </Button>
          )}
          <ButtonLink href={paths.gateways(owner)} variant="ghost">
            <Trans>Back to gateways</Trans>
          </ButtonLink>
        </Actions>
        {may && (
          <SameAsCurl
            className="max-w-2xl"
            call={claims.show}
            remark={
              claims.ready.length > 10 &&
              t`The console sends ten first and then 500 at a time, so that a wrong column costs ten attempts.`
            }
          />
        )}
      </form>
      {claims.outcomes.size > 0 && <ClaimResults outcomes={claims.outcomes} />}
    </>
  )
}

/** How far it is, and why it ended early. */
function RunState({ claims }: { readonly claims: Claims }) {
  const { run, end, ready } = claims
  if (run) {
    return (
      <div className="flex max-w-2xl items-center gap-3 text-sm">
        <div className="flex-1">
          <Progress label={t`Claims sent`} share={run.total === 0 ? 1 : run.done / run.total} />
        </div>
        <span className="text-ink-2 tabular-nums">
          <Trans>
            {formatCount(run.done)} of {formatCount(run.total)}
          </Trans>
        </span>
        <Button variant="ghost" onClick={claims.stop}>
          <Trans>Stop</Trans>
        </Button>
      </div>
    )
  }
  if (end?.kind === 'failed') return <Problem error={end.error} className="max-w-2xl" />
  if (end?.kind === 'doubt' && ready.length > 0) {
    return (
      <Notice
        kind="warning"
        className="max-w-2xl"
        actions={
          <Button variant="ghost" className="-my-1" onClick={() => claims.claim(ready, true)}>
            <Trans>Go on with {formatCount(ready.length)}</Trans>
          </Button>
        }
      >
        <Trans>
          All of the first ten were refused, so the others were not tried: each refusal counts as an attempt. Compare
          one of them with its label. Do identifiers and PINs come from the right columns?
        </Trans>
      </Notice>
    )
  }
  if (end?.kind === 'stopped' && ready.length > 0) {
    return (
      <Notice className="max-w-2xl">
        <Trans>Stopped. What was claimed stays claimed; {formatCount(ready.length)} were not sent.</Trans>
      </Notice>
    )
  }
  return null
}
