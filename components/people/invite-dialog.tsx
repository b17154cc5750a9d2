'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { type FormEvent, useState } from 'react'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { Actions } from '#components/ui/actions.tsx'
import { Button } from '#components/ui/button.tsx'
import { CopyTextButton } from '#components/ui/copy-button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Field, Input, Select } from '#components/ui/field.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { SameAsCurl } from '#components/ui/same-as-curl.tsx'
import { ShownOnce } from '#components/ui/shown-once.tsx'
import { peopleApi } from '#lib/client/people-api.ts'
import { peopleKeys } from '#lib/client/people-queries.ts'
import { useWrite } from '#lib/client/queries.ts'
import { ApiProblem } from '#lib/client/request.ts'
import type { Role } from '#lib/domain/rights.ts'
import { ROLE_OPTIONS, ROLE_WORDS } from './role-words.ts'

const DAYS = [
  { value: '1', label: t`1 day` },
  { value: '7', label: t`7 days` },
  { value: '30', label: t`30 days` },
]

/** Makes a link for one person, and shows it this once. */
export function InviteDialog({ onClose }: { readonly onClose: () => void }) {
  const owner = useOwnerId()
  const [email, setEmail] = useState('')
  const [role, setRole] = useState<Role>('operator')
  const [days, setDays] = useState('7')
  const send = () => peopleApi.invite({ ownerid: owner, email: email.trim(), role, days: Number(days) })
  const invite = useWrite(send, [peopleKeys.invitations(owner)])
  const problem = invite.error instanceof ApiProblem ? invite.error.field('email') : undefined
  const submit = (event: FormEvent) => {
    event.preventDefault()
    invite.mutate(undefined)
  }
  if (invite.data)
    return (
      <Dialog
        open
        onOpenChange={onClose}
        wide
        title={invite.data.mailed ? t`Invitation sent to ${email.trim()}` : t`Copy the link now`}
        description={
          invite.data.mailed
            ? t`The same link, should the mail not arrive. It works once and is shown this once.`
            : t`Send it to ${email.trim()} yourself. It works once, for this address alone, and is shown this once.`
        }
      >
        <ShownOnce text={invite.data.link} className="mb-4" />
        <Actions>
          <CopyTextButton text={invite.data.link} what={t`link`} />
          <Button onClick={onClose}>
            <Trans>Done</Trans>
          </Button>
        </Actions>
      </Dialog>
    )
  return (
    <Dialog open onOpenChange={onClose} title={t`Invite a person`}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        {!problem && <Problem error={invite.error} />}
        <Field label={t`E-mail`} error={problem}>
          <Input
            type="email"
            value={email}
            onChange={(event) => setEmail(event.target.value)}
            required
            maxLength={254}
            autoComplete="off"
            autoFocus
          />
        </Field>
        <Field label={t`Role`} hint={ROLE_WORDS[role]}>
          <Select options={ROLE_OPTIONS} value={role} onChange={(event) => setRole(event.target.value as Role)} />
        </Field>
        <Field label={t`The link counts for`}>
          <Select options={DAYS} value={days} onChange={(event) => setDays(event.target.value)} />
        </Field>
        <Actions>
          <Button type="submit" variant="primary" pending={invite.isPending}>
            <Trans>Make invitation</Trans>
          </Button>
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
        </Actions>
        <SameAsCurl call={send} />
      </form>
    </Dialog>
  )
}
