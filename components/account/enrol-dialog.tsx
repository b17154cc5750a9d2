'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { encode } from 'uqr'
import { Actions } from '#components/ui/actions.tsx'
import { Button } from '#components/ui/button.tsx'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Field, Input } from '#components/ui/field.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { peopleApi } from '#lib/client/people-api.ts'
import { peopleKeys } from '#lib/client/people-queries.ts'
import { keys } from '#lib/client/queries.ts'
import { ApiProblem } from '#lib/client/request.ts'
import { RecoveryCodes } from './recovery-codes.tsx'

/** Password, then the QR code, then a first code, then the recovery codes. */
export function EnrolDialog({ onClose }: { readonly onClose: () => void }) {
  const client = useQueryClient()
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  const begin = useMutation({ mutationFn: () => peopleApi.beginSecondFactor(password) })
  const confirm = useMutation({
    mutationFn: () => peopleApi.confirmSecondFactor(code),
    onSuccess: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: peopleKeys.secondFactor }),
        client.invalidateQueries({ queryKey: keys.me }),
      ]),
  })
  if (confirm.data) return <RecoveryCodes codes={confirm.data.recoveryCodes} onClose={onClose} />
  if (begin.data) {
    const fault = confirm.error instanceof ApiProblem ? confirm.error.field('code') : undefined
    const submit = (event: FormEvent) => {
      event.preventDefault()
      confirm.mutate()
    }
    return (
      <Dialog
        open
        onOpenChange={onClose}
        title={t`Scan the code`}
        description={t`With an authenticator app: Aegis, 1Password, Google Authenticator or another one.`}
      >
        <form onSubmit={submit} className="flex flex-col gap-4">
          {!fault && <Problem error={confirm.error} />}
          <QrCode text={begin.data.uri} />
          <p className="text-sm text-ink-2">
            <Trans>
              Or type the secret:{' '}
              <span className="inline-flex items-center gap-1">
                <code className="mono text-ink break-all select-all">{begin.data.secret}</code>
                <CopyButton text={begin.data.secret} what={t`the secret`} />
              </span>
            </Trans>
          </p>
          <Field label={t`Code of the app`} error={fault}>
            <Input
              value={code}
              onChange={(event) => setCode(event.target.value)}
              inputMode="numeric"
              autoComplete="one-time-code"
              maxLength={8}
              required
              autoFocus
              className="mono"
            />
          </Field>
          <Actions>
            <Button type="submit" variant="primary" pending={confirm.isPending}>
              <Trans>Confirm</Trans>
            </Button>
            <Button onClick={onClose}>
              <Trans>Cancel</Trans>
            </Button>
          </Actions>
        </form>
      </Dialog>
    )
  }
  const fault = begin.error instanceof ApiProblem ? begin.error.field('password') : undefined
  const submit = (event: FormEvent) => {
    event.preventDefault()
    begin.mutate()
  }
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t`Set up a second factor`}
      description={t`You need an authenticator app on your phone or in your password manager.`}
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        {!fault && <Problem error={begin.error} />}
        <Field label={t`Your password`} error={fault}>
          <Input
            type="password"
            value={password}
            onChange={(event) => setPassword(event.target.value)}
            autoComplete="current-password"
            required
            autoFocus
          />
        </Field>
        <Actions>
          <Button type="submit" variant="primary" pending={begin.isPending}>
            <Trans>Continue</Trans>
          </Button>
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
        </Actions>
      </form>
    </Dialog>
  )
}

/** Dark on white in both themes: cameras expect it so. */
function QrCode({ text }: { readonly text: string }) {
  const { data, size } = encode(text, { border: 3 })
  const path = data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join('')
  return (
    <svg
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={t`QR code of the secret`}
      shapeRendering="crispEdges"
      className="mx-auto size-52 rounded-md bg-white"
    >
      <path d={path} fill="#000" />
    </svg>
  )
}
