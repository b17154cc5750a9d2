'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
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

const gateways = (count: number): string => (count === 1 ? t`one gateway` : t`${formatCount(count)} gateways`)

/** An aborted rollout never goes on; a paused one does. */
export function AbortDialog({ rollout, pending, error, onAbort, onClose }: AbortDialogProps) {
  const { name, kind, counts } = rollout
  const left = counts.waiting + counts.armed
  return (
    <TypedConfirmation
      title={t`Abort this rollout`}
      text={name}
      what={t`the name of the rollout`}
      action={t`Abort`}
      keep={t`Let it go on`}
      pending={pending}
      error={error}
      onConfirm={onAbort}
      onClose={onClose}
    >
      <li>
        <Trans>
          <span className="font-medium text-ink">It cannot be resumed.</span>{' '}
          {left > 0 &&
            t`${left === 1 ? t`One gateway is` : t`${formatCount(left)} gateways are`} not started any more. `}
          To stop for a while, pause it.
        </Trans>
      </li>
      {counts.offered > 0 && (
        <li>
          <Trans>What went to {gateways(counts.offered)} cannot be called back; its result is still noted.</Trans>
        </li>
      )}
      <li>
        {kind === 'firmware'
          ? t`Gateways that have it keep it.`
          : t`Gateways that have it keep it, until you return them to their previous set.`}
      </li>
    </TypedConfirmation>
  )
}
