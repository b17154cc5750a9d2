'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useState } from 'react'
import { useConsole } from '#components/shell/owner-context.tsx'
import { notify } from '#components/ui/toast.tsx'
import { TypedConfirmation } from '#components/ui/typed-confirmation.tsx'
import { connectionKeys } from '#lib/client/connection-queries.ts'
import type { Member } from '#lib/client/contracts.ts'
import { paths } from '#lib/client/paths.ts'
import { peopleApi } from '#lib/client/people-api.ts'
import { keys, useWrite } from '#lib/client/queries.ts'

export function RemoveDialog({ member, onClose }: { readonly member: Member; readonly onClose: () => void }) {
  const { me, owner } = useConsole()
  const [revoke, setRevoke] = useState(true)
  const self = member.id === me.user.id
  const send = () => peopleApi.removeMember(owner.id, member.id, revoke && member.tokens > 0 ? 'revoke' : 'keep')
  const remove = useWrite(send, [connectionKeys.domains(owner.id), keys.tokens(owner.id)], () => {
    if (self) return window.location.assign(paths.home)
    notify(t`Removed ${member.name}`)
    onClose()
  })
  return (
    <TypedConfirmation
      title={t`Remove ${member.name} from ${owner.name}`}
      text={member.email}
      what={t`the e-mail address of the member`}
      action={t`Remove member`}
      keep={t`Keep`}
      pending={remove.isPending}
      error={remove.error}
      {...(owner.role === 'admin' ? { call: send } : {})}
      onConfirm={() => remove.mutate(undefined)}
      onClose={onClose}
    >
      <li>
        <Trans>{self ? t`You lose` : t`${member.name} loses`} access to this owner with the next request.</Trans>
      </li>
      <li>
        <Trans>The account stays, with its memberships in other owners. A new invitation brings the person back.</Trans>
      </li>
      {member.tokens > 0 && (
        <li>
          <label className="flex cursor-pointer items-start gap-2">
            <input
              type="checkbox"
              checked={revoke}
              onChange={(event) => setRevoke(event.target.checked)}
              className="mt-0.5 size-4 shrink-0 accent-accent"
            />
            <span>
              {member.tokens === 1
                ? t`Revoke the API token that ${member.name} made. Programs that use it are refused at once.`
                : t`Revoke the ${member.tokens} API tokens that ${member.name} made. Programs that use them are refused at once.`}
            </span>
          </label>
        </li>
      )}
    </TypedConfirmation>
  )
}
