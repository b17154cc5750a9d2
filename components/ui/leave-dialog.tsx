'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Actions } from './actions.tsx'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'
import { answerLeaving, type Losing } from './unsaved.ts'

const TITLES: Readonly<Record<Losing, string>> = {
  input: t`Leave and lose what you typed?`,
  upload: t`Leave and stop the upload?`,
  secret: t`Leave without the secret?`,
}
const FACTS: Readonly<Record<Losing, string>> = {
  input: t`What you typed or dropped on this page is not saved.`,
  upload: t`What was sent so far is dropped.`,
  secret: t`It is shown this once, and you have not copied it.`,
}

/** Asked before a page with unsaved input is left. */
export function LeaveDialog({ losing }: { readonly losing: Losing }) {
  return (
    <Dialog open onOpenChange={() => answerLeaving(false)} title={TITLES[losing]} description={FACTS[losing]}>
      <Actions>
        <Button variant="danger" onClick={() => answerLeaving(true)}>
          <Trans>Leave</Trans>
        </Button>
        <Button autoFocus onClick={() => answerLeaving(false)}>
          <Trans>Stay</Trans>
        </Button>
      </Actions>
    </Dialog>
  )
}
