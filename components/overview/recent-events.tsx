'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useCan, useOwnerId } from '#components/shell/owner-context.tsx'
import { Link } from '#components/ui/link.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { useEvents } from '#lib/client/event-queries.ts'
import { paths } from '#lib/client/paths.ts'
import { MORE, Section, SkeletonLines } from './section.tsx'

/** Events that are shown. */
const MOST = 8

/** What happened last. */
export function RecentEvents() {
  const owner = useOwnerId()
  const may = useCan('connection:read')
  const { data, error, refetch } = useEvents(owner, undefined)
  if (!may) return null
  const events = data?.pages[0]?.events.slice(0, MOST)
  return (
    <Section
      id="recent"
      title={t`Recent events`}
      more={
        <Link href={paths.events(owner, 'log')} className={MORE}>
          <Trans>All events</Trans>
        </Link>
      }
    >
      {error && !data ? (
        <Problem error={error} onRetry={() => void refetch()} />
      ) : !events ? (
        <SkeletonLines count={4} />
      ) : events.length === 0 ? (
        <p className="border-y py-3 text-sm text-ink-2">
          <Trans>Nothing happened in the last 30 days. Claims, setups, silence and firmware appear here.</Trans>
        </p>
      ) : (
        <ul className="border-t text-sm">
          {events.map((event) => (
            <li key={event.id} className="flex items-baseline gap-3 border-b py-2">
              <span className="min-w-0 flex-1 break-words">
                {event.gateway ? (
                  <Link href={paths.gateway(owner, event.gateway)} className="rounded-sm hover:text-accent-ink">
                    {event.summary}
                  </Link>
                ) : (
                  event.summary
                )}
              </span>
              <span className="shrink-0 text-ink-3">
                <RelativeTime at={event.at} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Section>
  )
}
