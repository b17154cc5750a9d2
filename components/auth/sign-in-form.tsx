'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Field, Input } from '#components/ui/field.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { CodeNeeded, signIn } from '#lib/client/session.ts'

interface SignInFormProps {
  readonly onSignedIn: () => void
  readonly email?: string
}

/**
 * The fields are the browser's own, so that what a password manager fills in counts, and the password goes nowhere but into a body.
 * The second step comes in the same form: what was typed stays in it and nowhere else.
 */
export function SignInForm({ onSignedIn, email: known = '' }: SignInFormProps) {
  const [second, setSecond] = useState(false)
  const enter = useMutation({
    mutationFn: (form: FormData) =>
      signIn(String(form.get('email')).trim(), String(form.get('password')), String(form.get('code') ?? '').trim()),
    onSuccess: onSignedIn,
    onError: (error) => error instanceof CodeNeeded && setSecond(true),
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    enter.mutate(new FormData(event.currentTarget))
  }
  const wrong = enter.error instanceof CodeNeeded && enter.error.wrong ? enter.error.message : undefined
  return (
    <form method="post" onSubmit={submit} className="flex flex-col gap-4">
      <Problem error={enter.error instanceof CodeNeeded ? null : enter.error} />
      <div className={second ? 'hidden' : 'contents'}>
        <Field label={t`E-mail`}>
          <Input
            type="email"
            name="email"
            autoComplete="username"
            required
            autoFocus={known === ''}
            defaultValue={known}
          />
        </Field>
        <Field label={t`Password`}>
          <Input type="password" name="password" autoComplete="current-password" required autoFocus={known !== ''} />
        </Field>
      </div>
      {second && (
        <Field label={t`Code`} hint={t`Of your authenticator app, or a recovery code.`} error={wrong}>
          <Input name="code" autoComplete="one-time-code" maxLength={64} required autoFocus className="mono" />
        </Field>
      )}
      <Button type="submit" variant="primary" pending={enter.isPending || enter.isSuccess} className="mt-1">
        {second ? t`Continue` : t`Sign in`}
      </Button>
      {second && (
        <Button
          variant="ghost"
          onClick={() => {
            setSecond(false)
            enter.reset()
          }}
        >
          <Trans>Use another account</Trans>
        </Button>
      )}
    </form>
  )
}
