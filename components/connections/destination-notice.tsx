'use client'

import { Notice } from '#components/ui/notice.tsx'
import { useNow } from '#components/ui/relative-time.tsx'
import type { DestinationState } from '#lib/client/contracts.ts'
import { formatCount } from '#lib/client/format.ts'
import { formatAbsolute } from '#lib/client/relative-time.ts'

const CAUSES: Readonly<Record<string, string>> = {
  Overload: 'The server asked to be spared',
  Blacklist: 'The server kept refusing or failing',
  Unreachable: 'The server could not be reached, or did not answer in time',
}

interface DestinationNoticeProps {
  readonly destination: DestinationState
  readonly active: boolean
}

/** Why nothing is sent just now, and when it goes on. */
export function DestinationNotice({ destination, active }: DestinationNoticeProps) {
  const now = useNow()
  const { pausedUntil, cause, waiting } = destination
  const kept = waiting === 1 ? 'One report waits' : `${formatCount(waiting)} reports wait`
  if (!active) {
    if (waiting === 0) return null
    return <Notice className="mb-4">The connection is deactivated. {kept} until it is activated.</Notice>
  }
  if (!pausedUntil || new Date(pausedUntil) <= now) return null
  return (
    <Notice kind="warning" className="mb-4">
      <span className="font-medium">{cause ?? 'Paused'}.</span> {CAUSES[cause ?? ''] ?? 'The last attempts failed'}:
      nothing is sent until {formatAbsolute(new Date(pausedUntil))}, then one report as a probe. {kept}.
    </Notice>
  )
}
