'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useState } from 'react'
import { Choice } from '#components/ui/choice.tsx'
import { TypedConfirmation } from '#components/ui/typed-confirmation.tsx'
import { formatCount } from '#lib/client/format.ts'
import type { Rollout } from '#lib/client/rollout-contracts.ts'

interface ReturnDialogProps {
  readonly rollout: Rollout
  readonly pending: boolean
  readonly error: unknown
  readonly onReturn: (scope: 'all' | 'failed') => void
  readonly onClose: () => void
}

/** Back to the set from before, for the failed ones or for all. */
export function ReturnDialog({ rollout, pending, error, onReturn, onClose }: ReturnDialogProps) {
  const { name, counts } = rollout
  const touched = counts.armed + counts.offered + counts.succeeded + counts.failed
  const [scope, setScope] = useState<'all' | 'failed'>(counts.failed > 0 ? 'failed' : 'all')
  return (
    <TypedConfirmation
      title={t`Return to the previous set`}
      text={name}
      what={t`the name of the rollout`}
      action={t`Return`}
      keep={t`Leave them`}
      pending={pending}
      error={error}
      onConfirm={() => onReturn(scope)}
      onClose={onClose}
    >
      <li>
        <Trans>Each gateway is set up as it was before this rollout, and gets that at its next check-in.</Trans>
      </li>
      <li>
        <Trans>Gateways that somebody has set up otherwise since are left as they are, and listed.</Trans>
      </li>
      <li>
        <Trans>Where nothing was set before, the gateway keeps what it has and is not managed any more.</Trans>
      </li>
      <li className="-ml-5 list-none pt-2">
        <div className="grid gap-2">
          {counts.failed > 0 && (
            <Choice
              name="return"
              checked={scope === 'failed'}
              onSelect={() => setScope('failed')}
              title={t`The ${formatCount(counts.failed)} that failed`}
            >
              <Trans>The rollout goes on as it is.</Trans>
            </Choice>
          )}
          <Choice
            name="return"
            checked={scope === 'all'}
            onSelect={() => setScope('all')}
            title={t`All ${formatCount(touched)} that were touched`}
          >
            <Trans>The rollout ends.</Trans>
          </Choice>
        </div>
      </li>
    </TypedConfirmation>
  )
}
