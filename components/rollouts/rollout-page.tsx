'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Waves } from 'lucide-react'
import { useSearchParams } from 'next/navigation'
import { Opened } from '#components/shell/opened.tsx'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { ButtonLink } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { useNow } from '#components/ui/relative-time.tsx'
import { Segments } from '#components/ui/segments.tsx'
import { TONES } from '#components/ui/state.tsx'
import { Tabs } from '#components/ui/tabs.tsx'
import { Waiting } from '#components/ui/waiting.tsx'
import { formatCount } from '#lib/client/format.ts'
import { paths } from '#lib/client/paths.ts'
import { formatDue } from '#lib/client/relative-time.ts'
import { ApiProblem } from '#lib/client/request.ts'
import type { Rollout } from '#lib/client/rollout-contracts.ts'
import { useRollout } from '#lib/client/rollout-queries.ts'
import { memberSegments } from './member-segments.ts'
import { ReasonsSection } from './reasons-section.tsx'
import { RolloutActions } from './rollout-actions.tsx'
import { RolloutFacts } from './rollout-facts.tsx'
import { RolloutGateways } from './rollout-gateways.tsx'
import { MEMBER_LOOKS, MEMBER_ORDER, RolloutMark } from './rollout-looks.tsx'
import { WaveList } from './wave-list.tsx'

/** Live: how far it is, what failed and why, what happens next, and what may be done about it. */
export function RolloutPage({ id }: { readonly id: string }) {
  const owner = useOwnerId()
  const { data, error, refetch } = useRollout(owner, id)
  const crumbs = [{ label: t`Rollouts`, href: paths.rollouts(owner) }]
  if (error instanceof ApiProblem && [400, 404, 422].includes(error.status)) return <NoSuchRollout />
  if (error && !data) return <Problem error={error} onRetry={() => void refetch()} />
  if (!data) {
    return (
      <div aria-busy>
        <PageHeader crumbs={crumbs} title={<span className="skeleton inline-block h-5 w-48" />} />
        <div className="flex flex-col gap-4">
          {['a', 'b', 'c', 'd'].map((row) => (
            <div key={row} className="skeleton h-4 w-full max-w-2xl" />
          ))}
        </div>
        <Waiting what={t`the rollout`} />
      </div>
    )
  }
  return (
    <>
      <Opened kind="rollout" id={id} name={data.name} about={data.state} />
      <PageHeader
        crumbs={crumbs}
        title={<span className="break-words">{data.name}</span>}
        lead={data.kind === 'firmware' ? t`Firmware ${data.subject}` : t`Credentials: ${data.subject}`}
        actions={<RolloutActions rollout={data} />}
      />
      <StateLine rollout={data} />
      {error && <Problem error={error} onRetry={() => void refetch()} className="mb-4" />}
      {data.state !== 'draft' && <Overall rollout={data} />}
      <Panels rollout={data} />
    </>
  )
}

function StateLine({ rollout }: { readonly rollout: Rollout }) {
  const now = useNow()
  const { state, halt, next } = rollout
  const halted = state === 'paused' && halt && halt.code !== 'by-hand'
  const at = next.at ? new Date(next.at) : undefined
  return (
    <div className="mb-5" aria-live="polite">
      <p className="flex flex-wrap items-start gap-x-3 gap-y-1" data-state={state}>
        <RolloutMark rollout={rollout} className="text-base! font-medium" />
        {!halted && (
          <span className="min-w-0 text-base text-ink-2">
            {next.sentence}
            {state === 'running' &&
              at &&
              at.getTime() - now.getTime() > 90_000 &&
              ` ${t`Not before ${formatDue(at, now)}.`}`}
          </span>
        )}
      </p>
      {halted && (
        <Notice kind="error" className="mt-2">
          <p className="font-medium">
            <Trans>It halted by itself. {halt.reason}</Trans>
          </p>
          <p className="text-ink-2">
            <Trans>
              {next.sentence.replace(halt.reason, '').trim()} Look at the reasons below. Resume accepts what has failed
              so far{rollout.kind === 'credentials' && t`; Return takes the gateways back to their previous set`}.
            </Trans>
          </p>
        </Notice>
      )}
    </div>
  )
}

/** All gateways in one bar, with the numbers that it is made of. */
function Overall({ rollout: { counts } }: { readonly rollout: Rollout }) {
  return (
    <section aria-label={t`Progress`} className="mb-6">
      <Segments label={t`Gateways`} segments={memberSegments(counts)} />
      <ul className="mt-2 flex flex-wrap gap-x-5 gap-y-1 text-sm">
        {MEMBER_ORDER.filter((state) => counts[state] > 0 || state === 'succeeded' || state === 'failed').map(
          (state) => {
            const { icon: Icon, tone, word } = MEMBER_LOOKS[state]
            return (
              <li key={state} className="flex items-center gap-1.5">
                <Icon aria-hidden className={`size-3.5 ${TONES[tone]}`} strokeWidth={2.25} />
                <span className="text-ink-2">{word}</span>
                <span className="font-medium tabular-nums">{formatCount(counts[state])}</span>
              </li>
            )
          },
        )}
      </ul>
    </section>
  )
}

type Panel = 'overview' | 'gateways'

function Panels({ rollout }: { readonly rollout: Rollout }) {
  const owner = useOwnerId()
  const params = useSearchParams()
  const panel: Panel = params?.get('tab') === 'gateways' ? 'gateways' : 'overview'
  const open = (next: Panel) =>
    window.history.replaceState(
      null,
      '',
      `${paths.rollout(owner, rollout.id)}${next === 'gateways' ? '?tab=gateways' : ''}`,
    )
  const overview = (
    <div className="grid gap-x-10 gap-y-8 xl:grid-cols-[minmax(0,1fr)_20rem]">
      <div className="flex min-w-0 flex-col gap-8">
        {rollout.progressByWave.length > 0 && <WaveList rollout={rollout} />}
        <ReasonsSection rollout={rollout} />
        {rollout.state === 'draft' && (
          <p className="text-sm text-ink-2">
            <Trans>
              When it starts, the gateways that match then are fixed and drawn into waves. Nothing is sent before.
            </Trans>
          </p>
        )}
      </div>
      <RolloutFacts rollout={rollout} />
    </div>
  )
  if (rollout.state === 'draft') return overview
  return (
    <Tabs
      label={t`Rollout`}
      value={panel}
      onChange={open}
      tabs={[
        { value: 'overview', label: t`Overview`, panel: overview },
        {
          value: 'gateways',
          label: (
            <>
              <Trans>
                Gateways <span className="text-ink-3 tabular-nums">{formatCount(rollout.total)}</span>
              </Trans>
            </>
          ),
          panel: <RolloutGateways rollout={rollout} />,
        },
      ]}
    />
  )
}

function NoSuchRollout() {
  const owner = useOwnerId()
  return (
    <EmptyState
      page
      icon={Waves}
      title={t`No such rollout`}
      actions={
        <ButtonLink href={paths.rollouts(owner)}>
          <Trans>Back to rollouts</Trans>
        </ButtonLink>
      }
    >
      <Trans>
        No rollout of this owner has that address. It may have been deleted, or it belongs to another owner.
      </Trans>
    </EmptyState>
  )
}
