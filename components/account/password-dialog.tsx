'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Actions } from '#components/ui/actions.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Field, Input } from '#components/ui/field.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { notify } from '#components/ui/toast.tsx'
import { api } from '#lib/client/api.ts'
import { ApiProblem } from '#lib/client/request.ts'
import { MIN_PASSWORD } from '#lib/domain/password-rule.ts'

export function PasswordDialog({ onClose }: { readonly onClose: () => void }) {
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState('')
  const [short, setShort] = useState(false)
  const change = useMutation({
    mutationFn: api.changePassword,
    onSuccess: () => {
      notify(t`Password changed. Other sessions were signed out.`)
      onClose()
    },
  })
  const problem = change.error instanceof ApiProblem ? change.error : undefined
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setShort(next.length < MIN_PASSWORD)
    if (next.length >= MIN_PASSWORD) change.mutate({ current, next })
  }
  return (
    <Dialog open onOpenChange={onClose} title={t`Change password`}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        {change.error && !problem?.errors.length && <Problem error={change.error} />}
        <Field label={t`Current password`} error={problem?.field('current')}>
          <Input
            type="password"
            autoComplete="current-password"
            required
            value={current}
            onChange={(event) => setCurrent(event.target.value)}
          />
        </Field>
        <Field
          label={t`New password`}
          hint={t`At least ${MIN_PASSWORD} characters. Other sessions are signed out.`}
          error={
            short ? t`The password has fewer than ${MIN_PASSWORD} characters. Make it longer.` : problem?.field('next')
          }
        >
          <Input
            type="password"
            autoComplete="new-password"
            required
            value={next}
            onChange={(event) => setNext(event.target.value)}
          />
        </Field>
        <Actions>
          <Button type="submit" variant="primary" pending={change.isPending}>
            <Trans>Change password</Trans>
          </Button>
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
        </Actions>
      </form>
    </Dialog>
  )
}
