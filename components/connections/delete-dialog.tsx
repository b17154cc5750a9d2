'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useRouter } from 'next/navigation'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { notify } from '#components/ui/toast.tsx'
import { TypedConfirmation } from '#components/ui/typed-confirmation.tsx'
import { connectionApi } from '#lib/client/connection-api.ts'
import { connectionKeys } from '#lib/client/connection-queries.ts'
import type { ConnectionRow } from '#lib/client/contracts.ts'
import { paths } from '#lib/client/paths.ts'
import { useWrite } from '#lib/client/queries.ts'
import { SOURCE_WORDS } from './connection-words.ts'

interface DeleteDialogProps {
  readonly connection: ConnectionRow
  readonly onClose: () => void
}

export function DeleteDialog({ connection: { id, name, source, asId }, onClose }: DeleteDialogProps) {
  const owner = useOwnerId()
  const router = useRouter()
  const send = () => connectionApi.remove(owner, id)
  const remove = useWrite(send, [connectionKeys.list(owner)], () => {
    notify(t`Deleted ${name}`)
    onClose()
    router.replace(paths.connections(owner))
  })
  return (
    <TypedConfirmation
      title={t`Delete this connection`}
      text={name}
      what={t`the name of the connection`}
      action={t`Delete connection`}
      pending={remove.isPending}
      error={remove.error}
      call={send}
      onConfirm={() => remove.mutate(undefined)}
      onClose={onClose}
    >
      <li>
        <Trans>
          <span className="font-medium text-ink">Reports that wait for delivery are lost,</span> and so is the log of
          deliveries.
        </Trans>
      </li>
      <li>
        <Trans>
          {SOURCE_WORDS[source]} is refused when it sends reports here, and downlinks as{' '}
          <span className="mono wrap-anywhere">{asId}</span> are refused.
        </Trans>
      </li>
      <li>
        <Trans>
          The key and the credential are wiped. This cannot be undone. To stop it for a time, deactivate it.
        </Trans>
      </li>
    </TypedConfirmation>
  )
}
