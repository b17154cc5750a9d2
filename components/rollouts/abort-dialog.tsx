'use client'

import { TypedConfirmation } from '#components/ui/typed-confirmation.tsx'
import { formatCount } from '#lib/client/format.ts'
import type { Rollout } from '#lib/client/rollout-contracts.ts'

interface AbortDialogProps {
  readonly rollout: Rollout
  readonly pending: boolean
  readonly error: unknown
  readonly onAbort: () => void
  readonly onClose: () => void
}

const gateways = (count: number): string => (count === 1 ? 'one gateway' : `${formatCount(count)} gateways`)

/** An aborted rollout never goes on; a paused one does. */
export function AbortDialog({ rollout, pending, error, onAbort, onClose }: AbortDialogProps) {
  const { name, kind, counts } = rollout
  const left = counts.waiting + counts.armed
  return (
    <TypedConfirmation
      title="Abort this rollout"
      text={name}
      what="the name of the rollout"
      action="Abort"
      keep="Let it go on"
      pending={pending}
      error={error}
      onConfirm={onAbort}
      onClose={onClose}
    >
      <li>
        <span className="font-medium text-ink">It cannot be resumed.</span>{' '}
        {left > 0 && `${left === 1 ? 'One gateway is' : `${formatCount(left)} gateways are`} not started any more. `}To
        stop for a while, pause it.
      </li>
      {counts.offered > 0 && (
        <li>What went to {gateways(counts.offered)} cannot be called back; its result is still noted.</li>
      )}
      <li>
        {kind === 'firmware'
          ? 'Gateways that have it keep it.'
          : 'Gateways that have it keep it, until you return them to their previous set.'}
      </li>
    </TypedConfirmation>
  )
}
