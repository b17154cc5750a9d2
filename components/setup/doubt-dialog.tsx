'use client'

import { t } from '@lingui/core/macro'
import { TypedConfirmation } from '#components/ui/typed-confirmation.tsx'

interface DoubtDialogProps {
  /** Sentences of what is doubtful. */
  readonly doubts: readonly { readonly detail: string }[]
  readonly title?: string
  readonly action?: string
  /** To be typed, and what it is. */
  readonly text: string
  readonly what: string
  readonly matches?: (typed: string) => boolean
  readonly pending: boolean
  readonly error: unknown
  readonly onConfirm: () => void
  readonly onClose: () => void
}

/** What is suspicious is saved only by somebody who has read it. */
export function DoubtDialog({ doubts, ...rest }: DoubtDialogProps) {
  return (
    <TypedConfirmation title={t`Save all the same?`} action={t`Save`} keep={t`Change it`} mono {...rest}>
      {[...new Set(doubts.map(({ detail }) => detail))].map((detail) => (
        <li key={detail}>{detail}</li>
      ))}
    </TypedConfirmation>
  )
}
