'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useRouter } from 'next/navigation'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { notify } from '#components/ui/toast.tsx'
import { TypedConfirmation } from '#components/ui/typed-confirmation.tsx'
import { interopApi, type JoinServer } from '#lib/client/interop-api.ts'
import { interopKeys } from '#lib/client/interop-queries.ts'
import { paths } from '#lib/client/paths.ts'
import { useWrite } from '#lib/client/queries.ts'

/** Says which devices cannot join any more, and asks for the host name. */
export function DeleteDialog({
  server,
  version,
  onClose,
}: {
  readonly server: JoinServer
  readonly version: number
  readonly onClose: () => void
}) {
  const owner = useOwnerId()
  const router = useRouter()
  const send = () => interopApi.remove(owner, server.id, version)
  const remove = useWrite(
    send,
    [
      [...interopKeys.all(owner), 'list'],
      [...interopKeys.all(owner), 'configuration'],
      [...interopKeys.all(owner), 'versions'],
    ],
    () => {
      notify(t`Deleted ${server.file}`)
      router.push(paths.joinServers(owner))
    },
  )
  const prefixes = server.entries.flatMap(({ joinEuis }) => joinEuis)
  return (
    <TypedConfirmation
      title={t`Delete this join server`}
      text={server.fqdn}
      what={t`the host name`}
      action={t`Delete join server`}
      pending={remove.isPending}
      error={remove.error}
      call={send}
      onConfirm={() => remove.mutate(undefined)}
      onClose={onClose}
    >
      <li>
        {prefixes.length === 0
          ? t`It has no prefixes, so no device is affected.`
          : prefixes.length === 1
            ? t`Devices under ${prefixes[0] ?? ''} cannot join any more once The Things Stack reads the new configuration.`
            : t`Devices under its ${prefixes.length} prefixes cannot join any more once The Things Stack reads the new configuration.`}
      </li>
      <li>
        <Trans>It stays in the history: restoring the version before brings it back with its keys.</Trans>
      </li>
    </TypedConfirmation>
  )
}
