'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Actions } from '#components/ui/actions.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { TypedConfirmation } from '#components/ui/typed-confirmation.tsx'
import { formatCount } from '#lib/client/format.ts'

export interface StartDialogProps {
  readonly name: string
  readonly kind: 'firmware' | 'credentials'
  /** Gateways of each wave; empty: not known. */
  readonly waves: readonly { readonly label: string; readonly size: number }[]
  /** Sentences about values that are seldom meant. */
  readonly doubts: readonly string[]
  readonly pending: boolean
  readonly error: unknown
  readonly onStart: () => void
  readonly onClose: () => void
}

const gateways = (count: number): string => (count === 1 ? t`One gateway` : t`${formatCount(count)} gateways`)

/** The last look: for firmware, which cannot be called back, and for values that are seldom meant the name is typed. */
export function StartDialog({ name, kind, waves, doubts, pending, error, onStart, onClose }: StartDialogProps) {
  const total = waves.reduce((sum, { size }) => sum + size, 0)
  const [first] = waves
  const facts = (
    <>
      {doubts.map((detail) => (
        <li key={detail} className="text-ink">
          {detail}
        </li>
      ))}
      {first && (
        <li>
          <Trans>
            <span className="font-medium text-ink">
              {waves.length > 1
                ? t`${gateways(first.size)} first, ${formatCount(total)} in all.`
                : t`${gateways(total)}, all at once.`}
            </span>{' '}
            They are fixed from now on: gateways that match later do not take part.
          </Trans>
        </li>
      )}
      <li>
        <Trans>Each gets it at its next check-in, which may take a day.</Trans>
      </li>
      {kind === 'firmware' ? (
        <li>
          <Trans>
            What was sent is run as root and <span className="font-medium text-ink">cannot be called back.</span>{' '}
            Pausing stops what has not been sent yet.
          </Trans>
        </li>
      ) : (
        <li>
          <Trans>It can be returned: each gateway then goes back to the set that it has now.</Trans>
        </li>
      )}
    </>
  )
  if (kind === 'firmware' || doubts.length > 0) {
    return (
      <TypedConfirmation
        title={t`Start this rollout`}
        text={name}
        what={t`the name of the rollout`}
        action={t`Start`}
        keep={t`Not yet`}
        pending={pending}
        error={error}
        onConfirm={onStart}
        onClose={onClose}
      >
        {facts}
      </TypedConfirmation>
    )
  }
  return (
    <Dialog open onOpenChange={onClose} title={t`Start ${name}`}>
      <ul className="mb-4 list-disc space-y-1.5 pl-5 text-sm text-ink-2">{facts}</ul>
      <Problem error={error} className="mb-4" />
      <Actions>
        <Button variant="primary" pending={pending} onClick={onStart}>
          <Trans>Start</Trans>
        </Button>
        <Button onClick={onClose}>
          <Trans>Not yet</Trans>
        </Button>
      </Actions>
    </Dialog>
  )
}
