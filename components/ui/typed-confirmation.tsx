'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { type FormEvent, type ReactNode, useState } from 'react'
import type { Secrets } from '#lib/client/call.ts'
import { Actions } from './actions.tsx'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'
import { Field, Input } from './field.tsx'
import { Problem } from './problem.tsx'
import { SameAsCurl } from './same-as-curl.tsx'

interface TypedConfirmationProps {
  readonly title: string
  /** What happens, to how many, what cannot be undone: list items. */
  readonly children: ReactNode
  /** To be typed. */
  readonly text: string
  /** What the text is, for the sentence of a mistake: “the name of the connection”. */
  readonly what: string
  /** Whether the typed text is meant; the same characters unless told. */
  readonly matches?: (typed: string) => boolean
  readonly action: string
  readonly keep?: string
  readonly mono?: boolean
  readonly pending: boolean
  readonly error: unknown
  /** The call that it is about, for “same as curl”. */
  readonly call?: (as: Secrets) => unknown
  readonly onConfirm: () => void
  readonly onClose: () => void
}

/** For what cannot be undone: says what happens and asks for the name of the thing. */
export function TypedConfirmation({
  title,
  children,
  text,
  what,
  matches = (typed) => typed === text,
  action,
  keep = t`Keep it`,
  mono,
  pending,
  error,
  call,
  onConfirm,
  onClose,
}: TypedConfirmationProps) {
  const [typed, setTyped] = useState('')
  const [fault, setFault] = useState<string>()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const same = matches(typed.trim())
    setFault(same ? undefined : t`This is not ${what}. Type ${text}.`)
    if (same) onConfirm()
  }
  return (
    <Dialog open onOpenChange={onClose} title={title}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <ul className="list-disc space-y-1.5 pl-5 text-sm text-ink-2">{children}</ul>
        <Problem error={error} />
        <Field
          label={
            <Trans>
              Type{' '}
              <span
                className={`rounded-sm bg-sunken px-1 py-0.5 font-semibold select-all ${mono ? 'mono break-all' : 'break-words'}`}
              >
                {text}
              </span>
            </Trans>
          }
          error={fault}
        >
          <Input
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            className={mono ? 'mono' : undefined}
            spellCheck={false}
            autoComplete="off"
            autoCapitalize="off"
            autoFocus
          />
        </Field>
        <Actions>
          <Button type="submit" variant="danger" pending={pending}>
            {action}
          </Button>
          <Button onClick={onClose}>{keep}</Button>
        </Actions>
        {call && <SameAsCurl call={call} />}
      </form>
    </Dialog>
  )
}
