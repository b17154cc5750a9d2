'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Replace } from 'lucide-react'
import { useSearchParams } from 'next/navigation'
import { Opened } from '#components/shell/opened.tsx'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { ButtonLink } from '#components/ui/button.tsx'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { Facts } from '#components/ui/facts.tsx'
import { Link } from '#components/ui/link.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { Segments } from '#components/ui/segments.tsx'
import { State, TONES } from '#components/ui/state.tsx'
import { StepTitle } from '#components/ui/step-title.tsx'
import { Tabs } from '#components/ui/tabs.tsx'
import { Waiting } from '#components/ui/waiting.tsx'
import { formatCount, formatFingerprint } from '#lib/client/format.ts'
import { paths } from '#lib/client/paths.ts'
import { ApiProblem } from '#lib/client/request.ts'
import type { TrustChange } from '#lib/client/trust-api.ts'
import { useTrustChange } from '#lib/client/trust-queries.ts'
import { CHANGE_STAGES } from '#lib/domain/trust-change/trust-change.ts'
import { ChangeActions } from './change-actions.tsx'
import { ChangeGateways } from './change-gateways.tsx'
import { ServerChecks } from './server-checks.tsx'
import { CATEGORY_WORDS, CHANGE_LOOKS, STAGE_LOOKS, shortName } from './trust-words.ts'

/** Live: who has proven the new root, who is missing and why, and what may be done next. */
export function ChangePage({ id }: { readonly id: string }) {
  const owner = useOwnerId()
  const { data, error, refetch } = useTrustChange(owner, id)
  const crumbs = [{ label: t`Trust`, href: paths.trust(owner, 'changes') }]
  if (error instanceof ApiProblem && [404, 422].includes(error.status)) return <NoSuchChange />
  if (error && !data) return <Problem error={error} onRetry={() => void refetch()} />
  if (!data) {
    return (
      <div aria-busy>
        <PageHeader crumbs={crumbs} title={<span className="skeleton inline-block h-5 w-48" />} />
        <Waiting what={t`the change`} />
      </div>
    )
  }
  const { icon, tone, word } = CHANGE_LOOKS[data.state]
  return (
    <>
      <Opened kind="trust-change" id={id} name={data.name} about={data.uri} />
      <PageHeader
        crumbs={crumbs}
        title={<span className="break-words">{data.name}</span>}
        lead={
          <Trans>
            {CATEGORY_WORDS[data.category]} <span className="mono break-all">{data.uri}</span> gets the root{' '}
            <span className="font-medium text-ink">{shortName(data.trust.subject)}</span>.
          </Trans>
        }
        actions={<ChangeActions change={data} />}
      />
      <p className="mb-5 flex flex-wrap items-start gap-x-3 gap-y-1" aria-live="polite" data-state={data.state}>
        <State icon={icon} tone={tone} className="text-base! font-medium">
          {word}
        </State>
        <span className="min-w-0 text-base text-ink-2">{data.next}</span>
      </p>
      {error && <Problem error={error} onRetry={() => void refetch()} className="mb-4" />}
      <Progress change={data} />
      <Panels change={data} />
    </>
  )
}

function Progress({ change: { counts } }: { readonly change: TrustChange }) {
  const stages = CHANGE_STAGES.filter((stage) => counts[stage] > 0)
  return (
    <section aria-label={t`Progress`} className="mb-6">
      <Segments
        label={t`Gateways`}
        segments={[...CHANGE_STAGES].reverse().map((stage) => ({
          label: STAGE_LOOKS[stage].word,
          tone: STAGE_LOOKS[stage].tone,
          value: counts[stage],
        }))}
      />
      <ul className="mt-2 flex flex-wrap gap-x-5 gap-y-1 text-sm">
        {stages.map((stage) => {
          const { icon: Icon, tone, word } = STAGE_LOOKS[stage]
          return (
            <li key={stage} className="flex items-center gap-1.5">
              <Icon aria-hidden className={`size-3.5 ${TONES[tone]}`} strokeWidth={2.25} />
              <span className="text-ink-2">{word}</span>
              <span className="font-medium tabular-nums">{formatCount(counts[stage])}</span>
            </li>
          )
        })}
      </ul>
    </section>
  )
}

type Panel = 'steps' | 'gateways'

function Panels({ change }: { readonly change: TrustChange }) {
  const owner = useOwnerId()
  const panel: Panel = useSearchParams()?.get('tab') === 'gateways' ? 'gateways' : 'steps'
  const open = (next: Panel) =>
    window.history.replaceState(
      null,
      '',
      `${paths.trustChange(owner, change.id)}${next === 'gateways' ? '?tab=gateways' : ''}`,
    )
  return (
    <Tabs
      label={t`Change of trust`}
      value={panel}
      onChange={open}
      tabs={[
        { value: 'steps', label: t`Steps`, panel: <Steps change={change} /> },
        {
          value: 'gateways',
          label: (
            <>
              <Trans>
                Gateways <span className="text-ink-3 tabular-nums">{formatCount(change.total)}</span>
              </Trans>
            </>
          ),
          panel: <ChangeGateways change={change} />,
        },
      ]}
    />
  )
}

function Steps({ change }: { readonly change: TrustChange }) {
  const owner = useOwnerId()
  const { stepUri, finalUri, uri, trust } = change
  const moves = finalUri !== stepUri
  const removing = moves ? 3 : 2
  return (
    <div className="grid gap-x-10 gap-y-8 xl:grid-cols-[minmax(0,1fr)_24rem]">
      <ol className="flex min-w-0 flex-col gap-6">
        <li>
          <StepTitle step={1}>{t`Give the new root`}</StepTitle>
          <p className="mt-1 mb-2 max-w-[72ch] text-sm text-ink-2">
            <Trans>
              {stepUri === uri
                ? t`Gateways get the new root for the same address. The server presents a chain that both roots verify until all have proven it.`
                : t`Gateways get the second address and the new root in one answer: Station takes both or neither.`}{' '}
              Proof is an authentication with the new set (CUPS), or its CRC in the report and a link that stays (LNS).
            </Trans>
          </p>
          <Rollouts change={change} step={1} />
        </li>
        {moves && (
          <li>
            <StepTitle step={2}>{t`Move to the final address`}</StepTitle>
            <p className="mt-1 mb-2 max-w-[72ch] text-sm text-ink-2">
              <Trans>
                Those that have proven step 1 go to <span className="mono break-all">{finalUri}</span>. The others stay
                where they are, and come later.
              </Trans>
            </p>
            <Rollouts change={change} step={2} />
          </li>
        )}
        <li>
          <StepTitle step={removing}>{t`Remove the former root`}</StepTitle>
          <p className="mt-1 max-w-[72ch] text-sm text-ink-2">
            {change.stillOld > 0
              ? change.stillOld === 1
                ? t`1 gateway may still use ${uri} with another root: leave it verifiable by that.`
                : t`${formatCount(change.stillOld)} gateways may still use ${uri} with another root: leave it verifiable by that.`
              : t`No gateway uses ${uri} with another root any more: the server needs no chain for it now.`}
            {change.frozen > 0 &&
              t` ${formatCount(change.frozen)} hold the former root in Station’s cups-bak, for recovery: an update script renews it.`}
          </p>
          {change.frozen > 0 && (
            <ButtonLink href={paths.updateScript(owner)} className="mt-2">
              <Trans>Make an update script</Trans>
            </ButtonLink>
          )}
        </li>
        {change.reasons.length > 0 && (
          <li>
            <h2 className="mb-2 text-base font-semibold">
              <Trans>Why some are stuck</Trans>
            </h2>
            <ul className="border-t text-sm">
              {change.reasons.map(({ stage, reason, count }) => (
                <li key={stage + reason} className="flex gap-4 border-b py-2">
                  <span className="min-w-0 flex-1 text-ink-2">{reason}</span>
                  <Link
                    href={`${paths.trustChange(owner, change.id)}?tab=gateways&stage=${stage}`}
                    className="font-medium text-accent-ink tabular-nums hover:underline"
                  >
                    {formatCount(count)}
                  </Link>
                </li>
              ))}
            </ul>
          </li>
        )}
      </ol>
      <div className="flex min-w-0 flex-col gap-6">
        <ServerChecks change={change} />
        <section aria-labelledby="root-title">
          <h2 id="root-title" className="mb-2 text-base font-semibold">
            <Trans>The new root</Trans>
          </h2>
          <Facts
            facts={[
              [t`Subject`, trust.subject],
              [t`Issuer`, trust.selfSigned ? t`Itself` : trust.issuer],
              [t`Ends`, <RelativeTime key="end" at={trust.validTo} />],
              [t`Key`, trust.keyType],
              [
                'SHA-256',
                <span key="sha" className="flex min-w-0 items-center gap-1">
                  <span className="mono min-w-0 truncate">{formatFingerprint(trust.fingerprint)}</span>
                  <CopyButton text={formatFingerprint(trust.fingerprint)} what={t`the fingerprint`} />
                </span>,
              ],
            ]}
          />
        </section>
      </div>
    </div>
  )
}

function Rollouts({ change, step }: { readonly change: TrustChange; readonly step: number }) {
  const owner = useOwnerId()
  const rollouts = change.rollouts.filter((one) => one.step === step)
  if (rollouts.length === 0)
    return (
      <p className="text-sm text-ink-3">
        <Trans>Not started.</Trans>
      </p>
    )
  return (
    <ul className="max-w-xl border-t text-sm">
      {rollouts.map(({ id, name, state, createdAt }) => (
        <li key={id} className="flex flex-wrap gap-x-3 border-b py-2">
          <Link href={paths.rollout(owner, id)} className="min-w-0 flex-1 font-medium hover:text-accent-ink">
            {name}
          </Link>
          <span className="text-ink-2">{state}</span>
          <span className="text-ink-3">
            <RelativeTime at={createdAt} />
          </span>
        </li>
      ))}
    </ul>
  )
}

function NoSuchChange() {
  const owner = useOwnerId()
  return (
    <EmptyState
      page
      icon={Replace}
      title={t`No such change of trust`}
      actions={
        <ButtonLink href={paths.trust(owner, 'changes')}>
          <Trans>Back to the changes</Trans>
        </ButtonLink>
      }
    >
      <Trans>No change of this owner has that address.</Trans>
    </EmptyState>
  )
}
