'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useRouter } from 'next/navigation'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { notify } from '#components/ui/toast.tsx'
import { TypedConfirmation } from '#components/ui/typed-confirmation.tsx'
import { type ClientCa, clientCaApi, clientCaKeys } from '#lib/client/client-ca-api.ts'
import { paths } from '#lib/client/paths.ts'
import { useWrite } from '#lib/client/queries.ts'

export function RemoveCaDialog({ ca, onClose }: { readonly ca: ClientCa; readonly onClose: () => void }) {
  const owner = useOwnerId()
  const router = useRouter()
  const send = () => clientCaApi.remove(owner, ca.id)
  const remove = useWrite(send, [clientCaKeys.all(owner)], () => {
    notify(t`Removed ${ca.name}`)
    router.push(paths.clientCas(owner))
  })
  return (
    <TypedConfirmation
      title={t`Remove ${ca.name}`}
      text={ca.name}
      what={t`the name of the CA`}
      action={t`Remove CA`}
      pending={remove.isPending}
      error={remove.error}
      call={send}
      onConfirm={() => remove.mutate(undefined)}
      onClose={onClose}
    >
      <li>
        <Trans>
          Gateways with certificates of it are not let in any more, unless the certificate is in their credentials.
        </Trans>
      </li>
      {ca.kept && (
        <li>
          <Trans>Its key is destroyed, nothing is renewed, and its CRL is not published any more.</Trans>
        </li>
      )}
      <li>
        <Trans>What is revoked of it is forgotten. It cannot be undone.</Trans>
      </li>
    </TypedConfirmation>
  )
}
