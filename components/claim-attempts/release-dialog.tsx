'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useState } from 'react'
import { Actions } from '#components/ui/actions.tsx'
import { Button } from '#components/ui/button.tsx'
import { Choice } from '#components/ui/choice.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { notify } from '#components/ui/toast.tsx'
import { attemptKeys, type ClaimAttempt, claimAttemptApi, counterOf } from '#lib/client/claim-attempt-api.ts'
import { useWrite } from '#lib/client/queries.ts'
import { subjectOf } from './attempt-words.ts'

/** Ends a pause, or forgets what was counted. */
export function ReleaseDialog({ attempt, onClose }: { readonly attempt: ClaimAttempt; readonly onClose: () => void }) {
  const [forget, setForget] = useState(attempt.heldUntil === null)
  const release = useWrite(
    () => claimAttemptApi.release(counterOf(attempt), forget),
    [attemptKeys.attempts],
    () => {
      notify(forget ? t`The count begins anew` : t`The pause is over`)
      onClose()
    },
  )
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t`Let claims through again`}
      description={t`${subjectOf(attempt)}. It is written into the audit trail.`}
    >
      <div className="flex flex-col gap-3">
        <Problem error={release.error} />
        {attempt.heldUntil !== null && (
          <Choice name="how" checked={!forget} onSelect={() => setForget(false)} title={t`End the pause`}>
            <Trans>The count stays: the next wrong PIN costs the next, longer pause.</Trans>
          </Choice>
        )}
        <Choice name="how" checked={forget} onSelect={() => setForget(true)} title={t`Begin to count anew`}>
          <Trans>As if no PIN had been wrong: all free tries are there again.</Trans>
          {attempt.scope === 'owner' && ` ${t`The counts of its gateways go with it.`}`}
        </Choice>
        <Actions>
          <Button variant="primary" pending={release.isPending} onClick={() => release.mutate(undefined)}>
            {forget ? t`Begin anew` : t`End the pause`}
          </Button>
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
        </Actions>
      </div>
    </Dialog>
  )
}
