'use client'

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
      notify(forget ? 'The count begins anew' : 'The pause is over')
      onClose()
    },
  )
  const gateways = attempt.scope === 'owner' ? ' The counts of its gateways go with it.' : ''
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title="Let claims through again"
      description={`${subjectOf(attempt)}. It is written into the audit trail.`}
    >
      <div className="flex flex-col gap-3">
        <Problem error={release.error} />
        {attempt.heldUntil !== null && (
          <Choice name="how" checked={!forget} onSelect={() => setForget(false)} title="End the pause">
            The count stays: the next wrong PIN costs the next, longer pause.
          </Choice>
        )}
        <Choice name="how" checked={forget} onSelect={() => setForget(true)} title="Begin to count anew">
          As if no PIN had been wrong: all free tries are there again.{gateways}
        </Choice>
        <Actions>
          <Button variant="primary" pending={release.isPending} onClick={() => release.mutate(undefined)}>
            {forget ? 'Begin anew' : 'End the pause'}
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </Actions>
      </div>
    </Dialog>
  )
}
