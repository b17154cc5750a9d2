'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { type FormEvent, useState } from 'react'
import { useConsole } from '#components/shell/owner-context.tsx'
import { Actions } from '#components/ui/actions.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Field, Select } from '#components/ui/field.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { SameAsCurl } from '#components/ui/same-as-curl.tsx'
import { notify } from '#components/ui/toast.tsx'
import { connectionKeys } from '#lib/client/connection-queries.ts'
import type { Member } from '#lib/client/contracts.ts'
import { peopleApi } from '#lib/client/people-api.ts'
import { keys, useWrite } from '#lib/client/queries.ts'
import type { Role } from '#lib/domain/rights.ts'
import { ROLE_OPTIONS, ROLE_WORDS } from './role-words.ts'

export function RoleDialog({ member, onClose }: { readonly member: Member; readonly onClose: () => void }) {
  const { me, owner } = useConsole()
  const [role, setRole] = useState<Role>(member.role)
  const send = () => peopleApi.changeRole(owner.id, member.id, role)
  const change = useWrite(send, [connectionKeys.domains(owner.id), keys.me], () => {
    notify(t`Changed the role of ${member.name}`)
    onClose()
  })
  const self = member.id === me.user.id
  const submit = (event: FormEvent) => {
    event.preventDefault()
    change.mutate(undefined)
  }
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t`Role of ${member.name}`}
      description={t`It counts with the next request.`}
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Problem error={change.error} />
        <Field label={t`Role`} hint={ROLE_WORDS[role]}>
          <Select options={ROLE_OPTIONS} value={role} onChange={(event) => setRole(event.target.value as Role)} />
        </Field>
        {self && role !== 'admin' && (
          <Notice kind="warning">
            <Trans>This is you: you will not be able to manage members any more.</Trans>
          </Notice>
        )}
        {!self && member.tokens > 0 && role !== 'admin' && member.role === 'admin' && (
          <Notice>
            <Trans>The API tokens that {member.name} made for the owner go on. See API tokens.</Trans>
          </Notice>
        )}
        <Actions>
          <Button type="submit" variant="primary" pending={change.isPending} disabled={role === member.role}>
            <Trans>Change role</Trans>
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
