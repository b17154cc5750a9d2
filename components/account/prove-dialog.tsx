'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { type FormEvent, useState } from 'react'
import { Actions } from '#components/ui/actions.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Field, Input } from '#components/ui/field.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { notify } from '#components/ui/toast.tsx'
import { peopleApi } from '#lib/client/people-api.ts'
import { peopleKeys } from '#lib/client/people-queries.ts'
import { keys, useWrite } from '#lib/client/queries.ts'
import { ApiProblem } from '#lib/client/request.ts'
import { RecoveryCodes } from './recovery-codes.tsx'

export function DisableDialog({ onClose }: { readonly onClose: () => void }) {
  const disable = useWrite(peopleApi.disableSecondFactor, [peopleKeys.secondFactor, keys.me], () => {
    notify(t`The second factor is off`)
    onClose()
  })
  return (
    <ProveDialog
      title={t`Switch the second factor off`}
      description={t`The password alone opens your account then. Owners that demand a second factor are closed to you.`}
      action={t`Switch off`}
      danger
      pending={disable.isPending}
      error={disable.error}
      onProve={disable.mutate}
      onClose={onClose}
    />
  )
}

export function RenewDialog({ onClose }: { readonly onClose: () => void }) {
  const renew = useWrite(peopleApi.renewRecoveryCodes, [peopleKeys.secondFactor])
  if (renew.data) return <RecoveryCodes codes={renew.data.recoveryCodes} onClose={onClose} />
  return (
    <ProveDialog
      title={t`Make new recovery codes`}
      description={t`The old ones stop counting at once.`}
      action={t`Make new codes`}
      pending={renew.isPending}
      error={renew.error}
      onProve={renew.mutate}
      onClose={onClose}
    />
  )
}

interface ProveDialogProps {
  readonly title: string
  readonly description: string
  readonly action: string
  readonly danger?: boolean
  readonly pending: boolean
  readonly error: unknown
  readonly onProve: (proof: { readonly password: string; readonly code: string }) => void
  readonly onClose: () => void
}

/** Password and code, for what a stolen session must not do. */
function ProveDialog({ title, description, action, danger, pending, error, onProve, onClose }: ProveDialogProps) {
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  const problem = error instanceof ApiProblem ? error : undefined
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onProve({ password, code })
  }
  return (
    <Dialog open onOpenChange={onClose} title={title} description={description}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        {!problem?.errors.length && <Problem error={error} />}
        <Field label={t`Your password`} error={problem?.field('password')}>
          <Input
            type="password"
            value={password}
            onChange={(event) => setPassword(event.target.value)}
            autoComplete="current-password"
            required
            autoFocus
          />
        </Field>
        <Field label={t`Code of the app, or a recovery code`} error={problem?.field('code')}>
          <Input
            value={code}
            onChange={(event) => setCode(event.target.value)}
            autoComplete="one-time-code"
            maxLength={64}
            required
            className="mono"
          />
        </Field>
        <Actions>
          <Button type="submit" variant={danger ? 'danger' : 'primary'} pending={pending}>
            {action}
          </Button>
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
        </Actions>
      </form>
    </Dialog>
  )
}
