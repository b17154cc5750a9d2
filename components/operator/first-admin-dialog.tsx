'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { type FormEvent, useState } from 'react'
import { Actions } from '#components/ui/actions.tsx'
import { Button } from '#components/ui/button.tsx'
import { CopyTextButton } from '#components/ui/copy-button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Field, Input } from '#components/ui/field.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { ShownOnce } from '#components/ui/shown-once.tsx'
import { type OperatorOwner, operatorApi, operatorKeys } from '#lib/client/operator-api.ts'
import { useWrite } from '#lib/client/queries.ts'

/** An owner without members is of no use to anybody: the operator invites its first admin, and nobody after. */
export function FirstAdminDialog({ owner, onClose }: { readonly owner: OperatorOwner; readonly onClose: () => void }) {
  const [email, setEmail] = useState('')
  const invite = useWrite(() => operatorApi.inviteFirst(owner.ownerid, email.trim()), [operatorKeys.owners])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    invite.mutate(undefined)
  }
  if (invite.data) {
    const { link, mailed } = invite.data
    return (
      <Dialog
        open
        onOpenChange={onClose}
        wide
        title={mailed ? t`Invitation sent to ${email.trim()}` : t`Copy the link now`}
        description={t`It works once, for this address alone, and is shown this once.`}
      >
        <ShownOnce text={link} className="mb-4" />
        <Actions>
          <CopyTextButton text={link} what={t`link`} />
          <Button onClick={onClose}>
            <Trans>Done</Trans>
          </Button>
        </Actions>
      </Dialog>
    )
  }
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t`First admin of ${owner.name}`}
      description={t`The owner has no members yet. Its admins invite everybody else.`}
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Problem error={invite.error} />
        <Field label={t`E-mail`}>
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
        <Actions>
          <Button type="submit" variant="primary" pending={invite.isPending}>
            <Trans>Make invitation</Trans>
          </Button>
          <Button onClick={onClose}>
            <Trans>Later</Trans>
          </Button>
        </Actions>
      </form>
    </Dialog>
  )
}
