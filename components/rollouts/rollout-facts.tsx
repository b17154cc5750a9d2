'use client'

import Link from 'next/link'
import type { ReactNode } from 'react'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { type Fact, Facts } from '#components/ui/facts.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { formatCount } from '#lib/client/format.ts'
import { paths } from '#lib/client/paths.ts'
import type { Rollout } from '#lib/client/rollout-contracts.ts'
import { formatCrc } from '#lib/domain/crc-text.ts'

/** What it changes, for whom, and by which rules. */
export function RolloutFacts({ rollout }: { readonly rollout: Rollout }) {
  const { plan, createdAt, startedAt, finishedAt } = rollout
  const { success, failure, windows, eligibility } = plan
  const only = [...eligibility.models, ...eligibility.packages, ...eligibility.stations]
  const rules: readonly Fact[] = [
    ['Next wave', `at ${success.share} % success, after ${minutes(success.soakMinutes)}`],
    [
      'Halts',
      `above ${failure.share} % failures, at least ${formatCount(failure.atLeast)}${failure.count === null ? '' : `, or more than ${formatCount(failure.count)}`}`,
    ],
    ['When', windows ? <Windows key="when" windows={windows} /> : 'At any time'],
    ['To collect', hours(plan.collectHours)],
    ['To prove', minutes(plan.proofMinutes)],
    ...(rollout.kind === 'credentials' ? ([['Quiet', minutes(plan.quietMinutes)]] as const) : []),
    ...(plan.maxInFlight === null ? [] : ([['At once', formatCount(plan.maxInFlight)]] as const)),
    ...(only.length > 0 ? ([['Only', only.join(', ')]] as const) : []),
    ['Never seen', eligibility.neverSeen === 'wait' ? 'Waits for them' : 'Left out'],
  ]
  const times: readonly Fact[] = [
    ['Made', <RelativeTime key="made" at={createdAt} />],
    ...(startedAt ? ([['Started', <RelativeTime key="started" at={startedAt} />]] as const) : []),
    ...(finishedAt ? ([['Ended', <RelativeTime key="ended" at={finishedAt} />]] as const) : []),
  ]
  return (
    <div className="flex min-w-0 flex-col gap-6 max-xl:max-w-2xl">
      <Part title="What">
        <Facts facts={changeOf(rollout)} />
      </Part>
      <Part title="Rules">
        <Facts facts={rules} />
      </Part>
      <Part title="Times">
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
  lnsUri: 'LNS URI',
  lnsTrust: 'LNS CA',
  lnsCrt: 'LNS certificate',
  lnsKey: 'LNS key',
  cupsUri: 'CUPS URI',
  cupsTrust: 'CUPS CA',
  cupsCrt: 'CUPS certificate',
  cupsKey: 'CUPS key',
}

function changeOf({ change, target }: Rollout): Fact[] {
  const facts: Fact[] =
    change.kind === 'firmware'
      ? [
          ['Image', <ImageLink key="image" fwcrc={change.fwcrc} version={change.version} />],
          [
            'Unsigned',
            change.allowUnsigned ? (
              <span key="u" className="text-warn">
                Allowed
              </span>
            ) : (
              'Not allowed'
            ),
          ],
        ]
      : change.fields.map(({ name, value }) => [
          FIELD_WORDS[name] ?? name,
          <span key={name} className="mono break-all">
            {value}
          </span>,
        ])
  return [...facts, ['Gateways', targetText(target)]]
}

function ImageLink({ fwcrc, version }: { readonly fwcrc: number; readonly version: string | null }) {
  const owner = useOwnerId()
  if (version === null) return <span className="text-ink-3">{formatCrc(fwcrc)}, deleted</span>
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
  if (target.by === 'tags') return `With ${(target.tags as string[]).join(' or ')}`
  if (target.by === 'trust-change') return `Those of a change of trust that step ${String(target.step)} is for`
  if (target.by === 'gateways') return `A list of ${formatCount(Number(target.gateways))}`
  const words = [
    ...(target.q ? [`“${String(target.q)}”`] : []),
    ...(target.state ? [String(target.state)] : []),
    ...(target.tag ? [`tag ${String(target.tag)}`] : []),
    ...(target.site ? [`site ${String(target.site)}`] : []),
  ]
  return words.length > 0 ? words.join(', ') : 'All'
}

const DAYS = ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su']

function Windows({ windows: { zone, windows } }: { readonly windows: NonNullable<Rollout['plan']['windows']> }) {
  return (
    <span className="flex flex-col">
      {windows.map(({ days, from, to }) => (
        <span key={`${days.join()}${from}`}>
          {days.map((day) => DAYS[day - 1]).join(' ')}, {from} to {to}
        </span>
      ))}
      <span className="text-ink-3">{zone}</span>
    </span>
  )
}

const minutes = (value: number): string =>
  value % 60 === 0 && value >= 120 ? hours(value / 60) : value === 1 ? '1 minute' : `${formatCount(value)} minutes`
const hours = (value: number): string => (value === 1 ? '1 hour' : `${formatCount(value)} hours`)
