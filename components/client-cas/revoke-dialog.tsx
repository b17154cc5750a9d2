'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { formatGatewayTitle } from '#components/gateways/gateway-title.ts'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { notify } from '#components/ui/toast.tsx'
import { TypedConfirmation } from '#components/ui/typed-confirmation.tsx'
import { clientCaApi, clientCaKeys, type HeldCertificate } from '#lib/client/client-ca-api.ts'
import { keys, useWrite } from '#lib/client/queries.ts'
import { parseEui } from '#lib/domain/identifiers.ts'

/** For ever: says who is shut out, and what to do first. */
export function RevokeDialog({ held, onClose }: { readonly held: HeldCertificate; readonly onClose: () => void }) {
  const owner = useOwnerId()
  const title = formatGatewayTitle(held.gateway)
  const send = () =>
    clientCaApi.revokeHeld(owner, {
      gateway: held.gateway,
      category: held.category,
      version: held.version,
      reason: '',
    })
  const revoke = useWrite(send, [clientCaKeys.all(owner), keys.gateway(owner, held.gateway)], () => {
    notify(t`Revoked the certificate of ${title}`)
    onClose()
  })
  const wanted = parseEui(held.gateway)
  return (
    <TypedConfirmation
      title={t`Revoke this certificate`}
      text={title}
      what={t`the identifier of the gateway`}
      mono
      matches={(typed) => {
        const eui = parseEui(typed)
        return eui.ok && wanted.ok && eui.value === wanted.value
      }}
      action={t`Revoke certificate`}
      pending={revoke.isPending}
      error={revoke.error}
      call={send}
      onConfirm={() => revoke.mutate(undefined)}
      onClose={onClose}
    >
      <li>
        {held.category === 'cups'
          ? t`It is refused from the next check-in on, and cannot be accepted again.`
          : t`Gatehouse refuses it at discovery, for ever. Your network server has to learn of it by itself.`}
      </li>
      {held.wanted && held.category === 'cups' && (
        <li>
          <Trans>
            The gateway wants it now: when it holds no other credential, it is shut out.{' '}
            {held.ca
              ? t`To keep it, renew first, and revoke once the next certificate is in use.`
              : t`To keep it, set another certificate first, and revoke once that one is in use.`}
          </Trans>
        </li>
      )}
      {held.wanted && (
        <li>
          <Trans>It stays in the settings of the gateway until another one is set.</Trans>
        </li>
      )}
      {held.ca && (
        <li>
          <Trans>Its number goes on the list of revoked certificates of {held.ca.name}.</Trans>
        </li>
      )}
    </TypedConfirmation>
  )
}
