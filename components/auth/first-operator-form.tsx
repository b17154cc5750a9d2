'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useEffect, useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Field, Input } from '#components/ui/field.tsx'
import { Link } from '#components/ui/link.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { api } from '#lib/client/api.ts'
import { paths } from '#lib/client/paths.ts'
import { ApiProblem } from '#lib/client/request.ts'
import { signIn } from '#lib/client/session.ts'
import { parseEui } from '#lib/domain/identifiers.ts'
import { MIN_PASSWORD } from '#lib/domain/password-rule.ts'

const EMPTY = { name: '', email: '', password: '', ownerName: '', ownerid: '::1' }
type Fields = typeof EMPTY

function faultsOf(fields: Fields): Partial<Fields> {
  const owner = parseEui(fields.ownerid)
  return {
    ...(fields.password.length < MIN_PASSWORD && {
      password: t`The password has fewer than ${MIN_PASSWORD} characters. Make it longer.`,
    }),
    ...(!owner.ok && { ownerid: t`The owner id is no ID6. Write it like ::1 or 0:0:0:1.` }),
  }
}

/**
 * The one-time token behind the `#` of the link, where no server logs it; taken out of the address once it is read, so
 * that it stays in no history.
 */
function useLinkToken(fallback: string): string | undefined {
  const [token, setToken] = useState<string>()
  useEffect(() => {
    const { hash, pathname } = window.location
    setToken((known) => known || hash.slice(1) || fallback)
    if (hash || fallback) window.history.replaceState(null, '', pathname)
  }, [fallback])
  return token
}

/** Makes the first person and the first owner, once, with the link that the first start printed. */
export function FirstOperatorForm({ token: fallback }: { readonly token: string }) {
  const token = useLinkToken(fallback)
  const [fields, setFields] = useState<Fields>(EMPTY)
  const [faults, setFaults] = useState<Partial<Fields>>({})
  const create = useMutation({
    mutationFn: async () => {
      await api.firstOperator({
        token: token ?? '',
        ...fields,
        email: fields.email.trim(),
        ownerid: fields.ownerid.trim(),
      })
      await signIn(fields.email.trim(), fields.password)
    },
    onSuccess: () => window.location.assign(paths.home),
  })
  const problem = create.error instanceof ApiProblem ? create.error : undefined
  const input = (name: keyof Fields) => ({
    name,
    required: true,
    value: fields[name],
    onChange: (event: { target: { value: string } }) => setFields({ ...fields, [name]: event.target.value }),
  })
  const error = (name: keyof Fields) => faults[name] ?? problem?.field(name)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const found = faultsOf(fields)
    setFaults(found)
    if (Object.keys(found).length === 0) create.mutate()
  }
  if (token === undefined) return null
  if (token === '') {
    return (
      <p className="text-sm text-ink-2">
        <Trans>
          This page opens with the link that Gatehouse printed at its first start. Copy the whole line from the
          terminal, or{' '}
          <Link href={paths.signIn()} className="font-medium text-accent-ink underline underline-offset-3">
            sign in
          </Link>
          .
        </Trans>
      </p>
    )
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      {create.error && !problem?.errors.some(({ pointer }) => pointer.slice(1) in EMPTY) && (
        <Problem error={create.error} />
      )}
      <Field label={t`Your name`} error={error('name')}>
        <Input {...input('name')} autoComplete="name" autoFocus />
      </Field>
      <Field label={t`E-mail`} error={error('email')}>
        <Input {...input('email')} type="email" autoComplete="username" />
      </Field>
      <Field label={t`Password`} hint={t`At least ${MIN_PASSWORD} characters.`} error={error('password')}>
        <Input {...input('password')} type="password" autoComplete="new-password" />
      </Field>
      <Field label={t`Owner name`} hint={t`The organisation that will hold the gateways.`} error={error('ownerName')}>
        <Input {...input('ownerName')} autoComplete="organization" />
      </Field>
      <Field label={t`Owner id`} hint={t`An ID6 that the API uses for this owner. It stays.`} error={error('ownerid')}>
        <Input {...input('ownerid')} className="mono" spellCheck={false} autoComplete="off" />
      </Field>
      <Button type="submit" variant="primary" pending={create.isPending || create.isSuccess} className="mt-1">
        <Trans>Create operator</Trans>
      </Button>
    </form>
  )
}
