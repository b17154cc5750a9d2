'use client'

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
      title="Return to the previous set"
      text={name}
      what="the name of the rollout"
      action="Return"
      keep="Leave them"
      pending={pending}
      error={error}
      onConfirm={() => onReturn(scope)}
      onClose={onClose}
    >
      <li>Each gateway is set up as it was before this rollout, and gets that at its next check-in.</li>
      <li>Gateways that somebody has set up otherwise since are left as they are, and listed.</li>
      <li>Where nothing was set before, the gateway keeps what it has and is not managed any more.</li>
      <li className="-ml-5 list-none pt-2">
        <div className="grid gap-2">
          {counts.failed > 0 && (
            <Choice
              name="return"
              checked={scope === 'failed'}
              onSelect={() => setScope('failed')}
              title={`The ${formatCount(counts.failed)} that failed`}
            >
              The rollout goes on as it is.
            </Choice>
          )}
          <Choice
            name="return"
            checked={scope === 'all'}
            onSelect={() => setScope('all')}
            title={`All ${formatCount(touched)} that were touched`}
          >
            The rollout ends.
          </Choice>
        </div>
      </li>
    </TypedConfirmation>
  )
}
