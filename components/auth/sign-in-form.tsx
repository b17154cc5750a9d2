'use client'

import { useMutation } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Field, Input } from '#components/ui/field.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { signIn } from '#lib/client/session.ts'

interface SignInFormProps {
  readonly onSignedIn: () => void
  readonly email?: string
}

/** The fields keep what was typed before the script had come; without it the password would go nowhere but into a body. */
export function SignInForm({ onSignedIn, email: known = '' }: SignInFormProps) {
  const enter = useMutation({
    mutationFn: (form: FormData) => signIn(String(form.get('email')).trim(), String(form.get('password'))),
    onSuccess: onSignedIn,
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    enter.mutate(new FormData(event.currentTarget))
  }
  return (
    <form method="post" onSubmit={submit} className="flex flex-col gap-4">
      <Problem error={enter.error} />
      <Field label="E-mail">
        <Input
          type="email"
          name="email"
          autoComplete="username"
          required
          autoFocus={known === ''}
          defaultValue={known}
        />
      </Field>
      <Field label="Password">
        <Input type="password" name="password" autoComplete="current-password" required autoFocus={known !== ''} />
      </Field>
      <Button type="submit" variant="primary" pending={enter.isPending || enter.isSuccess} className="mt-1">
        Sign in
      </Button>
    </form>
  )
}
