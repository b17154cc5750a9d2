'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useMutation, useQuery } from '@tanstack/react-query'
import { MailX } from 'lucide-react'
import { type FormEvent, useEffect, useState } from 'react'
import { roleName } from '#components/people/role-words.ts'
import { Button, ButtonLink } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { Field, Input } from '#components/ui/field.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { paths } from '#lib/client/paths.ts'
import { type InvitationLook, peopleApi } from '#lib/client/people-api.ts'
import { useMe } from '#lib/client/queries.ts'
import { ApiProblem } from '#lib/client/request.ts'
import { signIn, signOut } from '#lib/client/session.ts'
import { MIN_PASSWORD } from '#lib/domain/password-rule.ts'

const NAME = 'invitation'

/** The token behind the `#`, kept in this tab while the person signs in, and taken out of the address. */
function useToken(): string | undefined {
  const [token, setToken] = useState<string>()
  useEffect(() => {
    const { hash, pathname } = window.location
    if (hash.length > 1) {
      sessionStorage.setItem(NAME, hash.slice(1))
      window.history.replaceState(null, '', pathname)
    }
    setToken(sessionStorage.getItem(NAME) ?? '')
  }, [])
  return token
}

/** Where the link of an invitation leads. */
export function InvitePage() {
  const token = useToken()
  const { data, error, refetch } = useQuery({
    enabled: Boolean(token),
    queryKey: ['invitation', token],
    queryFn: () => peopleApi.look(token ?? ''),
    retry: false,
  })
  if (token === undefined) return null
  const gone = error instanceof ApiProblem && error.status === 404
  if (token === '' || gone)
    return (
      <EmptyState
        page
        icon={MailX}
        title={t`This invitation does not count`}
        actions={
          <ButtonLink href={paths.home}>
            <Trans>Open the console</Trans>
          </ButtonLink>
        }
      >
        {gone ? error.message : t`This page opens with the link of an invitation. Copy the whole link.`}
      </EmptyState>
    )
  if (error) return <Problem error={error} onRetry={() => void refetch()} />
  if (!data) return <div className="skeleton h-6 w-48" />
  return (
    <>
      <h1 className="text-xl font-semibold tracking-[-0.01em]">
        <Trans>Join {data.owner}</Trans>
      </h1>
      <p className="mt-1 mb-6 text-sm break-words text-ink-2">
        <Trans>
          {data.invitedBy ?? t`An admin`} invites {data.email} as “{roleName(data.role)}”.
        </Trans>
      </p>
      {data.known ? <JoinKnown look={data} token={token} /> : <JoinNew look={data} token={token} />}
    </>
  )
}

interface JoinProps {
  readonly look: InvitationLook
  readonly token: string
}

/** A full load: the shell starts with nothing of an earlier person. */
function open(owner: string) {
  sessionStorage.removeItem(NAME)
  window.location.assign(paths.gateways(owner))
}

function JoinKnown({ look, token }: JoinProps) {
  const { data: me, isPending } = useMe()
  const join = useMutation({ mutationFn: () => peopleApi.join(token), onSuccess: ({ owner }) => open(owner) })
  const here = paths.signIn(paths.invite)
  const leave = useMutation({ mutationFn: signOut, onSuccess: () => window.location.assign(here) })
  if (isPending) return <div className="skeleton h-6 w-48" />
  if (!me) return <ButtonLink variant="primary" href={here}>{t`Sign in as ${look.email}`}</ButtonLink>
  if (me.user.email.toLowerCase() !== look.email)
    return (
      <>
        <Notice kind="warning" className="mb-4">
          <Trans>
            You are signed in as {me.user.email}. The invitation is for {look.email}.
          </Trans>
        </Notice>
        <Button variant="primary" pending={leave.isPending} onClick={() => leave.mutate()}>
          <Trans>Sign in as the other person</Trans>
        </Button>
      </>
    )
  return (
    <>
      <Problem error={join.error} className="mb-4" />
      <Button variant="primary" pending={join.isPending || join.isSuccess} onClick={() => join.mutate()}>
        <Trans>Accept</Trans>
      </Button>
    </>
  )
}

function JoinNew({ look, token }: JoinProps) {
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const [short, setShort] = useState(false)
  const accept = useMutation({
    mutationFn: async () => {
      const { owner } = await peopleApi.accept({ token, name: name.trim(), password })
      await signIn(look.email, password)
      return owner
    },
    onSuccess: open,
  })
  const problem = accept.error instanceof ApiProblem ? accept.error.field('password') : undefined
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setShort(password.length < MIN_PASSWORD)
    if (password.length >= MIN_PASSWORD) accept.mutate()
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      {accept.error && !problem && <Problem error={accept.error} />}
      <Field label={t`Your name`}>
        <Input
          value={name}
          onChange={(event) => setName(event.target.value)}
          autoComplete="name"
          maxLength={100}
          required
          autoFocus
        />
      </Field>
      <Field label={t`E-mail`}>
        <Input value={look.email} type="email" autoComplete="username" readOnly />
      </Field>
      <Field
        label={t`Password`}
        hint={t`At least ${MIN_PASSWORD} characters.`}
        error={short ? t`The password has fewer than ${MIN_PASSWORD} characters. Make it longer.` : problem}
      >
        <Input
          value={password}
          onChange={(event) => setPassword(event.target.value)}
          type="password"
          autoComplete="new-password"
          required
        />
      </Field>
      <Button type="submit" variant="primary" pending={accept.isPending || accept.isSuccess} className="mt-1">
        <Trans>Create account and join</Trans>
      </Button>
    </form>
  )
}
