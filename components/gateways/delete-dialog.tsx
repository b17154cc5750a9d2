'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useRouter } from 'next/navigation'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { notify } from '#components/ui/toast.tsx'
import { TypedConfirmation } from '#components/ui/typed-confirmation.tsx'
import { api } from '#lib/client/api.ts'
import type { Gateway } from '#lib/client/contracts.ts'
import { paths } from '#lib/client/paths.ts'
import { keys, useWrite } from '#lib/client/queries.ts'
import { ApiProblem } from '#lib/client/request.ts'
import { parseEui } from '#lib/domain/identifiers.ts'
import { formatGatewayTitle } from './gateway-title.ts'

interface DeleteDialogProps {
  readonly gateway: Gateway
  readonly onClose: () => void
}

/** Says what stays on the gateway (rules.md 17) and asks for its identifier, in any notation. */
export function DeleteDialog({ gateway, onClose }: DeleteDialogProps) {
  const owner = useOwnerId()
  const router = useRouter()
  const title = formatGatewayTitle(gateway.gateway)
  const send = () => api.remove(owner, gateway.gateway)
  const remove = useWrite(
    async () => {
      const [result] = await send()
      if (result?.error) throw new ApiProblem(200, result.error, {})
    },
    [keys.gateways(owner)],
    () => {
      notify(t`Deleted ${title}`)
      router.replace(paths.gateways(owner))
    },
  )
  const isMeant = (typed: string) => {
    const [given, wanted] = [parseEui(typed), parseEui(gateway.gateway)]
    return given.ok && wanted.ok && given.value === wanted.value
  }
  return (
    <TypedConfirmation
      title={t`Delete this gateway`}
      text={title}
      what={t`the identifier of the gateway`}
      matches={isMeant}
      mono
      action={t`Delete gateway`}
      pending={remove.isPending}
      error={remove.error}
      call={send}
      onConfirm={() => remove.mutate(undefined)}
      onClose={onClose}
    >
      <li>
        <Trans>
          <span className="font-medium text-ink">What is on the gateway stays there.</span> It remains connected to{' '}
          {gateway.reported?.tcUri ? (
            <span className="mono wrap-anywhere">{gateway.reported.tcUri}</span>
          ) : (
            t`the LNS that it has`
          )}{' '}
          until the next owner sets another one.
        </Trans>
      </li>
      <li>
        <Trans>Its credentials are wiped here and refused from now on. This cannot be undone.</Trans>
      </li>
      <li>
        {gateway.origin === 'batch'
          ? t`Whoever has the claim PIN of its label can claim it.`
          : t`To have it here again, add it with a token. An add counts against the owner’s limit.`}
      </li>
    </TypedConfirmation>
  )
}
