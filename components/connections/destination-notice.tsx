'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Notice } from '#components/ui/notice.tsx'
import { useNow } from '#components/ui/relative-time.tsx'
import type { DestinationState } from '#lib/client/contracts.ts'
import { formatCount } from '#lib/client/format.ts'
import { formatAbsolute } from '#lib/client/relative-time.ts'

const CAUSES: Readonly<Record<string, string>> = {
  Overload: t`The server asked to be spared`,
  Blacklist: t`The server kept refusing or failing`,
  Unreachable: t`The server could not be reached, or did not answer in time`,
}

interface DestinationNoticeProps {
  readonly destination: DestinationState
  readonly active: boolean
}

/** Why nothing is sent just now, and when it goes on. */
export function DestinationNotice({ destination, active }: DestinationNoticeProps) {
  const now = useNow()
  const { pausedUntil, cause, waiting } = destination
  const kept = waiting === 1 ? t`One report waits` : t`${formatCount(waiting)} reports wait`
  if (!active) {
    if (waiting === 0) return null
    return (
      <Notice className="mb-4">
        <Trans>The connection is deactivated. {kept} until it is activated.</Trans>
      </Notice>
    )
  }
  if (!pausedUntil || new Date(pausedUntil) <= now) return null
  return (
    <Notice kind="warning" className="mb-4">
      <Trans>
        <span className="font-medium">{cause ?? t`Paused`}.</span> {CAUSES[cause ?? ''] ?? t`The last attempts failed`}:
        nothing is sent until {formatAbsolute(new Date(pausedUntil))}, then one report as a probe. {kept}.
      </Trans>
    </Notice>
  )
}
