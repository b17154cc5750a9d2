'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Check, CircleDashed, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { RelativeTime, useNow } from '#components/ui/relative-time.tsx'
import { StepTitle } from '#components/ui/step-title.tsx'
import type { Gateway, Target } from '#lib/client/contracts.ts'
import { formatDue } from '#lib/client/relative-time.ts'

/** The way of the saved set to the gateway, with times; follows the gateway while the page is open. */
export function LiveCheck({
  target,
  gateway,
  children,
}: {
  readonly target: Target | null
  readonly gateway: Gateway
  /** The trial before saving. */
  readonly children?: ReactNode
}) {
  const now = useNow()
  const due = gateway.state.dueBy
  return (
    <section aria-live="polite" className="flex flex-col gap-2">
      <StepTitle step={3}>{t`Check`}</StepTitle>
      {children}
      {target ? (
        <ol className="flex flex-col gap-1.5 text-sm">
          <Step done at={target.createdAt}>
            <Trans>Saved as version {target.version}</Trans>
          </Step>
          <Step done={target.offeredAt !== null} at={target.offeredAt}>
            {target.offeredAt ? t`Sent to the gateway` : t`Goes out at the next check-in`}
            {!target.offeredAt && due && `, ${t`expected by ${formatDue(new Date(due), now)}`}`}
          </Step>
          {target.failedAt ? (
            <Step failed at={target.failedAt}>
              <Trans>Did not work on the gateway: it fell back to an older credential</Trans>
            </Step>
          ) : (
            <Step done={target.provenAt !== null} at={target.provenAt}>
              {target.provenAt ? t`Proven by the gateway` : t`Proof, usually a minute after it was sent`}
            </Step>
          )}
        </ol>
      ) : (
        <p className="text-sm text-ink-3">
          <Trans>After saving, this shows when the change went out and when the gateway proved it.</Trans>
        </p>
      )}
    </section>
  )
}

interface StepProps {
  readonly done?: boolean
  readonly failed?: boolean
  readonly at: string | null
  readonly children: ReactNode
}

function Step({ done, failed, at, children }: StepProps) {
  const Icon = failed ? X : done ? Check : CircleDashed
  return (
    <li className="flex items-baseline gap-2">
      <Icon
        aria-label={failed ? t`Failed` : done ? t`Done` : t`Waiting`}
        className={`size-3.5 shrink-0 self-center ${failed ? 'text-danger' : done ? 'text-ok' : 'text-ink-3'}`}
      />
      <span className={done || failed ? 'text-ink' : 'text-ink-2'}>{children}</span>
      {at && (
        <span className="text-ink-3">
          <RelativeTime at={at} />
        </span>
      )}
    </li>
  )
}
