'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { useCan, useOwnerId } from '#components/shell/owner-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { notify } from '#components/ui/toast.tsx'
import { useWrite } from '#lib/client/queries.ts'
import { rolloutKeys } from '#lib/client/rollout-queries.ts'
import { type ChangeActionBody, type OpenStep, type TrustChange, trustApi } from '#lib/client/trust-api.ts'
import { trustKeys } from '#lib/client/trust-queries.ts'

const StepDialog = dynamic(() => import('./step-dialog.tsx').then((module) => module.StepDialog), {
  loading: () => null,
})

const DONE: Readonly<Record<ChangeActionBody['action'], string>> = {
  give: t`Step 1 is under way`,
  move: t`Step 2 is under way`,
  return: t`The last step is taken back`,
  finish: t`Finished`,
  cancel: t`Cancelled`,
  check: t`Looked at the servers`,
}

const bodyOf = (action: OpenStep, chain: string | undefined): ChangeActionBody => ({
  action,
  ...(chain ? { chain } : {}),
})

/** What may be done now; what gateways notice asks first. */
export function ChangeActions({ change }: { readonly change: TrustChange }) {
  const owner = useOwnerId()
  const may = useCan('gateway:setup')
  const [open, setOpen] = useState<OpenStep>()
  const act = useWrite(
    (body: ChangeActionBody) => trustApi.act(owner, change.id, body),
    [trustKeys.all(owner), rolloutKeys.all(owner)],
    (_, { action }) => {
      setOpen(undefined)
      notify(DONE[action])
    },
  )
  if (!may || change.state !== 'open') return null
  const can = (action: OpenStep) => change.actions.includes(action)
  const close = () => {
    setOpen(undefined)
    act.reset()
  }
  return (
    <div className="flex min-w-0 flex-col items-end gap-2 max-sm:items-start">
      <div className="flex flex-wrap gap-2 sm:justify-end">
        {can('cancel') && (
          <Button onClick={() => setOpen('cancel')}>
            <Trans>Cancel the change</Trans>
          </Button>
        )}
        {can('return') && (
          <Button onClick={() => setOpen('return')}>
            <Trans>Take back</Trans>
          </Button>
        )}
        <Button
          pending={act.isPending && !open}
          disabled={act.isPending}
          onClick={() => act.mutate({ action: 'check' })}
        >
          <Trans>Look at the servers</Trans>
        </Button>
        {can('give') && (
          <Button variant="primary" onClick={() => setOpen('give')}>
            {change.rollouts.length > 0 ? t`Give it to the rest` : t`Start step 1`}
          </Button>
        )}
        {can('move') && (
          <Button variant="primary" onClick={() => setOpen('move')}>
            <Trans>Start step 2</Trans>
          </Button>
        )}
        {can('finish') && (
          <Button variant="primary" onClick={() => setOpen('finish')}>
            <Trans>Finish</Trans>
          </Button>
        )}
      </div>
      {!open && act.error && <Problem error={act.error} />}
      {open && (
        <StepDialog
          change={change}
          step={open}
          pending={act.isPending}
          error={act.error}
          send={(chain) => trustApi.act(owner, change.id, bodyOf(open, chain))}
          onConfirm={(chain) => act.mutate(bodyOf(open, chain))}
          onClose={close}
        />
      )}
    </div>
  )
}
