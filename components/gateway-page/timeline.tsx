'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import {
  Activity,
  ArrowDownToLine,
  ArrowLeftRight,
  Check,
  KeyRound,
  type LucideIcon,
  Moon,
  Package,
  Pencil,
  Tag,
  Undo2,
  Waves,
} from 'lucide-react'
import type { ReactNode } from 'react'
import { actorText } from '#components/audit/audit-actor.tsx'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { FilterSelect } from '#components/ui/filter-select.tsx'
import { Link } from '#components/ui/link.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { ShowOlder } from '#components/ui/show-older.tsx'
import { TONES, type Tone } from '#components/ui/state.tsx'
import type { TimelineItem } from '#lib/client/gateway-page-contracts.ts'
import { useTimeline } from '#lib/client/gateway-page-queries.ts'
import { paths } from '#lib/client/paths.ts'
import { TIMELINE_KINDS, type TimelineKind } from '#lib/domain/gateway-page/timeline-kinds.ts'
import { usePageQuery } from './page-query.ts'

const LOOKS: Readonly<Record<TimelineKind, { icon: LucideIcon; tone: Tone; word: string }>> = {
  claim: { icon: KeyRound, tone: 'muted', word: t`Claims` },
  setup: { icon: Pencil, tone: 'muted', word: t`Setups` },
  return: { icon: Undo2, tone: 'muted', word: t`Returns` },
  offer: { icon: ArrowDownToLine, tone: 'info', word: t`Offers` },
  confirmed: { icon: Check, tone: 'ok', word: t`Confirmations` },
  'fell-back': { icon: Undo2, tone: 'warn', word: t`Fall-backs` },
  'check-in': { icon: Activity, tone: 'muted', word: t`Check-ins` },
  firmware: { icon: Package, tone: 'info', word: t`Firmware` },
  rollout: { icon: Waves, tone: 'info', word: t`Rollouts` },
  certificate: { icon: KeyRound, tone: 'muted', word: t`Certificates` },
  transfer: { icon: ArrowLeftRight, tone: 'muted', word: t`Transfers` },
  bootstrap: { icon: KeyRound, tone: 'warn', word: t`Bootstrap tokens` },
  silence: { icon: Moon, tone: 'muted', word: t`Silences` },
  label: { icon: Tag, tone: 'muted', word: t`Labels` },
}

/** What happened to the gateway, newest first; check-ins without news are counted together. */
export function Timeline({ gateway }: { readonly gateway: string }) {
  const { query, change } = usePageQuery()
  const kind = TIMELINE_KINDS.find((one) => one === query.history) ?? ''
  const { data, error, refetch, isPlaceholderData, ...more } = useTimeline(useOwnerId(), gateway, kind)
  const items = data?.pages.flatMap((page) => page.items)
  return (
    <section aria-labelledby="timeline" aria-busy={!data && !error}>
      <div className="mb-3 flex items-center justify-between gap-3">
        <h2 id="timeline" className="text-base font-semibold">
          <Trans>History</Trans>
        </h2>
        <FilterSelect
          label={t`Kind of entry`}
          value={kind}
          onChange={(value) => change({ history: value }, 'replace')}
          options={[
            { value: '', label: t`Everything` },
            ...TIMELINE_KINDS.map((value) => ({ value, label: LOOKS[value].word })),
          ]}
        />
      </div>
      <Problem error={error} onRetry={() => void refetch()} />
      {!items && !error && <Placeholder />}
      {items?.length === 0 && (
        <p className="text-sm text-ink-3">
          {kind ? t`Nothing of this kind happened yet.` : t`Nothing yet. A Station checks in when it starts.`}
        </p>
      )}
      {items && items.length > 0 && (
        <ol className={`flex flex-col transition-opacity ${isPlaceholderData ? 'opacity-60' : ''}`}>
          {items.map((item, index) => (
            <Entry key={item.id} item={item} last={index === items.length - 1} />
          ))}
        </ol>
      )}
      <ShowOlder {...more} />
    </section>
  )
}

function Entry({ item, last }: { readonly item: TimelineItem; readonly last: boolean }) {
  const { icon: Icon, tone } = LOOKS[item.kind]
  const quiet = item.since !== null
  return (
    <li className="relative flex gap-3 pb-4 text-sm">
      {!last && <span aria-hidden className="absolute top-6 bottom-0 left-2.5 w-px bg-line" />}
      <span className="grid size-5 shrink-0 place-items-center rounded-full border border-line-2 bg-surface">
        <Icon aria-hidden className={`size-3 ${TONES[tone]}`} />
      </span>
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-baseline gap-x-2">
          <span className={quiet ? 'text-ink-2' : 'font-medium'}>
            <EntryLink item={item}>{item.title}</EntryLink>
          </span>
          <span className="ml-auto text-ink-3">
            <RelativeTime at={item.at} />
          </span>
        </p>
        {item.detail && <p className="wrap-anywhere text-ink-2">{item.detail}</p>}
        {item.actor && item.kind !== 'rollout' && (
          <p className="text-ink-3">
            <Trans>by {actorText(item.actor, item.actorName)}</Trans>
          </p>
        )}
      </div>
    </li>
  )
}

const LINK = 'rounded-sm text-left underline-offset-3 hover:text-accent-ink hover:underline'

/** What an entry can be opened as: a place of this page, or another one. */
function EntryLink({ item: { link }, children }: { readonly item: TimelineItem; readonly children: ReactNode }) {
  const owner = useOwnerId()
  const { open } = usePageQuery()
  if (!link) return children
  if (link.to === 'rollout' || link.to === 'firmware') {
    const href = link.to === 'rollout' ? paths.rollout(owner, link.id) : paths.image(owner, Number(link.id))
    return (
      <Link href={href} className={LINK}>
        {children}
      </Link>
    )
  }
  const onClick = () =>
    link.to === 'version' ? open('versions', { version: link.id }) : open('check-ins', { 'check-in': link.id })
  return (
    <button type="button" onClick={onClick} className={LINK}>
      {children}
    </button>
  )
}

function Placeholder() {
  return (
    <div className="flex flex-col gap-4">
      {['a', 'b', 'c', 'd'].map((row) => (
        <div key={row} className="flex items-center gap-3">
          <div className="skeleton size-5 rounded-full" />
          <div className="skeleton h-3 flex-1" />
        </div>
      ))}
    </div>
  )
}
