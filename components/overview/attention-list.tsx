'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import {
  Cable,
  CalendarX,
  Check,
  CircleDashed,
  CirclePause,
  EqualNot,
  Hourglass,
  type LucideIcon,
  Moon,
  ShieldX,
  Undo2,
  Unplug,
} from 'lucide-react'
import { useCan, useOwnerId } from '#components/shell/owner-context.tsx'
import { Link } from '#components/ui/link.tsx'
import { TONES, type Tone } from '#components/ui/state.tsx'
import { useConnections } from '#lib/client/connection-queries.ts'
import type { FleetOverview } from '#lib/client/fleet-contracts.ts'
import { formatCount } from '#lib/client/format.ts'
import { paths } from '#lib/client/paths.ts'
import { useRollouts } from '#lib/client/rollout-queries.ts'
import { type AttentionKind, attentionOf } from '#lib/domain/fleet/attention.ts'
import { Section, SkeletonLines } from './section.tsx'

interface Words {
  readonly icon: LucideIcon
  readonly tone: Tone
  /** After the number. */
  readonly what: readonly [one: string, many: string]
  readonly why: string
  readonly action: string
  readonly href: (owner: string) => string
}

const WORDS: Readonly<Record<AttentionKind, Words>> = {
  expired: {
    icon: CalendarX,
    tone: 'danger',
    what: [t`gateway holds an expired certificate`, t`gateways hold an expired certificate`],
    why: t`They cannot reach a server that this certificate is needed for. Set a new one.`,
    action: t`Show them`,
    href: (owner) => paths.gateways(owner, { expires: 'expired' }),
  },
  'fell-back': {
    icon: Undo2,
    tone: 'warn',
    what: [t`gateway fell back`, t`gateways fell back`],
    why: t`Their newest CUPS set did not work, and they were sent back to the last one that did. Check the new set.`,
    action: t`Show them`,
    href: (owner) => paths.gateways(owner, { state: 'fell-back' }),
  },
  halted: {
    icon: CirclePause,
    tone: 'alert',
    what: [t`rollout halted`, t`rollouts halted`],
    why: t`Too many of its gateways failed. Look at the reasons, then resume or return them.`,
    action: t`Open`,
    href: (owner) => `${paths.rollouts(owner)}?state=paused`,
  },
  failing: {
    icon: Cable,
    tone: 'danger',
    what: [t`connection fails`, t`connections fail`],
    why: t`The application server does not take what is delivered. Reports wait, and are lost in the end.`,
    action: t`Show them`,
    href: (owner) => `${paths.connections(owner)}?health=connection-error`,
  },
  refused: {
    icon: ShieldX,
    tone: 'alert',
    what: [t`gateway was refused today`, t`gateways were refused today`],
    why: t`They came with a credential that is not accepted. Each gateway’s page says from which address.`,
    action: t`Show them`,
    href: (owner) => paths.gateways(owner, { refused: '1' }),
  },
  'expires-7': {
    icon: CalendarX,
    tone: 'warn',
    what: [
      t`gateway holds a certificate that ends within a week`,
      t`gateways hold a certificate that ends within a week`,
    ],
    why: t`Renew it before: a gateway that trusts nothing valid has to be visited.`,
    action: t`Show them`,
    href: (owner) => paths.gateways(owner, { expires: '7' }),
  },
  diverged: {
    icon: EqualNot,
    tone: 'alert',
    what: [t`gateway diverged`, t`gateways diverged`],
    why: t`They were offered what you want and still report something else.`,
    action: t`Show them`,
    href: (owner) => paths.gateways(owner, { state: 'diverged' }),
  },
  silent: {
    icon: Moon,
    tone: 'muted',
    what: [t`gateway is silent`, t`gateways are silent`],
    why: t`No check-in for more than a day. See that they have power and network.`,
    action: t`Show them`,
    href: (owner) => paths.gateways(owner, { state: 'silent', sort: 'lastSeen', order: 'desc' }),
  },
  interrupted: {
    icon: Unplug,
    tone: 'warn',
    what: [t`firmware transfer was cut`, t`firmware transfers were cut`],
    why: t`The link broke while the image was sent. Schedule it again.`,
    action: t`Show them`,
    href: (owner) => paths.gateways(owner, { update: 'interrupted' }),
  },
  'expires-30': {
    icon: Hourglass,
    tone: 'info',
    what: [
      t`gateway holds a certificate that ends within 30 days`,
      t`gateways hold a certificate that ends within 30 days`,
    ],
    why: t`Plan the change now: every gateway needs a check-in to take it.`,
    action: t`Plan it`,
    href: (owner) => paths.trust(owner),
  },
  'never-seen': {
    icon: CircleDashed,
    tone: 'muted',
    what: [t`gateway was never seen`, t`gateways were never seen`],
    why: t`Claimed or added, and not installed yet, or without a way to this server.`,
    action: t`Show them`,
    href: (owner) => paths.gateways(owner, { state: 'never-seen' }),
  },
}

/** What is wrong or about to be, the most urgent first, each with its reason and what to do. */
export function AttentionList({ overview }: { readonly overview: FleetOverview | undefined }) {
  const owner = useOwnerId()
  const paused = useRollouts(owner, { state: 'paused' }).data
  const mayConnect = useCan('connection:read')
  const connections = useConnections(owner, { q: '', limit: 4 }, mayConnect).data
  const items =
    overview &&
    attentionOf({
      states: overview.gateways.states,
      expires: overview.expires,
      interrupted: overview.firmware.interrupted,
      refused: overview.refused.gateways,
      halted: paused?.rollouts.filter(({ halt }) => halt && halt.code !== 'by-hand').length ?? 0,
      failing: connections?.counts['connection-error'] ?? 0,
    })
  return (
    <Section id="attention" title={t`Needs attention first`}>
      {!items ? (
        <SkeletonLines count={3} />
      ) : items.length === 0 ? (
        <p className="flex items-center gap-2 border-y py-3 text-sm text-ink-2">
          <Check aria-hidden className="size-4 text-ok" strokeWidth={2.25} />{' '}
          <Trans>Nothing. Every gateway is in sync or on its way.</Trans>
        </p>
      ) : (
        <ol className="border-t">
          {items.map(({ kind, count }) => {
            const { icon: Icon, tone, what, why, action, href } = WORDS[kind]
            return (
              <li key={kind} className="flex items-start gap-3 border-b py-2.5">
                <Icon aria-hidden className={`mt-0.5 size-4 shrink-0 ${TONES[tone]}`} strokeWidth={2.25} />
                <div className="min-w-0 flex-1">
                  <p className="text-sm font-medium">
                    <span className="tabular-nums">{formatCount(count)}</span> {what[count === 1 ? 0 : 1]}
                  </p>
                  <p className="mt-0.5 text-sm text-ink-2">{why}</p>
                </div>
                <Link
                  href={href(owner)}
                  aria-label={`${action}: ${formatCount(count)} ${what[count === 1 ? 0 : 1]}`}
                  className="shrink-0 rounded-sm py-0.5 text-sm font-medium text-accent-ink hover:underline"
                >
                  {action}
                </Link>
              </li>
            )
          })}
        </ol>
      )}
    </Section>
  )
}
