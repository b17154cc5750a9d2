'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import { STATE_LOOKS } from '#components/gateways/gateway-state.tsx'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { CopyValue } from '#components/ui/copy-value.tsx'
import { type Fact, Facts } from '#components/ui/facts.tsx'
import { Link } from '#components/ui/link.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { formatCount } from '#lib/client/format.ts'
import { paths } from '#lib/client/paths.ts'
import type { Rollout } from '#lib/client/rollout-contracts.ts'
import { formatCrc } from '#lib/domain/crc-text.ts'
import type { GatewayState } from '#lib/domain/gateway-state.ts'

/** What it changes, for whom, and by which rules. */
export function RolloutFacts({ rollout }: { readonly rollout: Rollout }) {
  const { plan, createdAt, startedAt, finishedAt } = rollout
  const { success, failure, windows, eligibility } = plan
  const only = [...eligibility.models, ...eligibility.packages, ...eligibility.stations]
  const rules: readonly Fact[] = [
    [t`Next wave`, t`at ${success.share} % success, after ${minutes(success.soakMinutes)}`],
    [
      t`Halts`,
      failure.count === null
        ? t`above ${failure.share} % failures, at least ${formatCount(failure.atLeast)}`
        : t`above ${failure.share} % failures, at least ${formatCount(failure.atLeast)}, or more than ${formatCount(failure.count)}`,
    ],
    [t`When`, windows ? <Windows key="when" windows={windows} /> : t`At any time`],
    [t`To collect`, hours(plan.collectHours)],
    [t`To prove`, minutes(plan.proofMinutes)],
    ...(rollout.kind === 'credentials' ? ([[t`Quiet`, minutes(plan.quietMinutes)]] as const) : []),
    ...(plan.maxInFlight === null ? [] : ([[t`At once`, formatCount(plan.maxInFlight)]] as const)),
    ...(only.length > 0 ? ([[t`Only`, only.join(', ')]] as const) : []),
    [t`Never seen`, eligibility.neverSeen === 'wait' ? t`Waits for them` : t`Left out`],
  ]
  const times: readonly Fact[] = [
    [t`Made`, <RelativeTime key="made" at={createdAt} />],
    ...(startedAt ? ([[t`Started`, <RelativeTime key="started" at={startedAt} />]] as const) : []),
    ...(finishedAt ? ([[t`Ended`, <RelativeTime key="ended" at={finishedAt} />]] as const) : []),
  ]
  return (
    <div className="flex min-w-0 flex-col gap-6 max-xl:max-w-2xl">
      <Part title={t`What`}>
        <Facts facts={changeOf(rollout)} />
      </Part>
      <Part title={t`Rules`}>
        <Facts facts={rules} />
      </Part>
      <Part title={t`Times`}>
        <Facts facts={times} />
      </Part>
    </div>
  )
}

const Part = ({ title, children }: { readonly title: string; readonly children: ReactNode }) => (
  <section>
    <h2 className="mb-2 text-base font-semibold">{title}</h2>
    {children}
  </section>
)

const FIELD_WORDS: Readonly<Record<string, string>> = {
  lnsUri: t`LNS URI`,
  lnsTrust: t`LNS CA`,
  lnsCrt: t`LNS certificate`,
  lnsKey: t`LNS key`,
  cupsUri: t`CUPS URI`,
  cupsTrust: t`CUPS CA`,
  cupsCrt: t`CUPS certificate`,
  cupsKey: t`CUPS key`,
}

function changeOf({ change, target }: Rollout): Fact[] {
  const facts: Fact[] =
    change.kind === 'firmware'
      ? [
          [t`Image`, <ImageLink key="image" fwcrc={change.fwcrc} version={change.version} />],
          [
            t`Unsigned`,
            change.allowUnsigned ? (
              <span key="u" className="text-warn">
                <Trans>Allowed</Trans>
              </span>
            ) : (
              t`Not allowed`
            ),
          ],
        ]
      : change.fields.map(({ name, value }) => [
          FIELD_WORDS[name] ?? name,
          name.endsWith('Uri') ? (
            <CopyValue key={name} text={value} what={FIELD_WORDS[name] ?? name} />
          ) : (
            <span key={name} className="mono break-all">
              {value}
            </span>
          ),
        ])
  return [...facts, [t`Gateways`, targetText(target)]]
}

function ImageLink({ fwcrc, version }: { readonly fwcrc: number; readonly version: string | null }) {
  const owner = useOwnerId()
  if (version === null)
    return (
      <span className="text-ink-3">
        <Trans>{formatCrc(fwcrc)}, deleted</Trans>
      </span>
    )
  return (
    <Link
      href={paths.image(owner, fwcrc)}
      className="rounded-sm font-medium text-accent-ink underline underline-offset-3"
    >
      {version}
    </Link>
  )
}

function targetText(target: Rollout['target']): string {
  if (target.by === 'tags') return t`With a tag of: ${(target.tags as string[]).join(', ')}`
  if (target.by === 'trust-change') return t`Those of a change of trust that step ${String(target.step)} is for`
  if (target.by === 'gateways') return t`A list of ${formatCount(Number(target.gateways))}`
  const words = [
    ...(target.q ? [`“${String(target.q)}”`] : []),
    ...(target.state ? [STATE_LOOKS[target.state as GatewayState]?.word ?? String(target.state)] : []),
    ...(target.tag ? [t`tag ${String(target.tag)}`] : []),
    ...(target.site ? [t`site ${String(target.site)}`] : []),
  ]
  return words.length > 0 ? words.join(', ') : t`All`
}

const DAYS = [t`Mo`, t`Tu`, t`We`, t`Th`, t`Fr`, t`Sa`, t`Su`]

function Windows({ windows: { zone, windows } }: { readonly windows: NonNullable<Rollout['plan']['windows']> }) {
  return (
    <span className="flex flex-col">
      {windows.map(({ days, from, to }) => (
        <span key={`${days.join()}${from}`}>
          {days.map((day) => DAYS[day - 1]).join(' ')}
          <Trans>
            , {from} to {to}
          </Trans>
        </span>
      ))}
      <span className="text-ink-3">{zone}</span>
    </span>
  )
}

const minutes = (value: number): string =>
  value % 60 === 0 && value >= 120 ? hours(value / 60) : value === 1 ? t`1 minute` : t`${formatCount(value)} minutes`
const hours = (value: number): string => (value === 1 ? t`1 hour` : t`${formatCount(value)} hours`)
