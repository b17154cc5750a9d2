'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { Actions } from '#components/ui/actions.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { SameAsCurl } from '#components/ui/same-as-curl.tsx'
import { TypedConfirmation } from '#components/ui/typed-confirmation.tsx'
import { gatewayPageApi } from '#lib/client/gateway-page-api.ts'
import type { CredentialVersion, Returned } from '#lib/client/gateway-page-contracts.ts'
import { keys, useWrite } from '#lib/client/queries.ts'
import { formatEui64, parseEui } from '#lib/domain/identifiers.ts'
import { DiffTable } from './version-diff.tsx'

interface ReturnDialogProps {
  readonly gateway: string
  readonly version: CredentialVersion
  /** What is desired now; null: the side is not managed. */
  readonly current: CredentialVersion | null
  readonly revision: number
  readonly onClose: () => void
  readonly onDone: (returned: Returned) => void
}

/** Shows what changes; what is suspicious is typed. */
export function ReturnDialog({ gateway, version, current, revision, onClose, onDone }: ReturnDialogProps) {
  const owner = useOwnerId()
  const { concerns } = version.return
  const parsed = parseEui(gateway)
  const label = parsed.ok ? formatEui64(parsed.value) : gateway
  const send = () =>
    gatewayPageApi.returnTo(owner, gateway, {
      category: version.category,
      version: version.version,
      revision,
      ...(concerns.length > 0 ? { confirm: gateway } : {}),
    })
  const back = useWrite(send, [keys.gateway(owner, gateway), keys.gateways(owner)], onDone)
  const title = t`Return to ${version.category === 'tc' ? 'LNS' : 'CUPS'} version ${version.version}`
  const submit = () => back.mutate(undefined)
  if (concerns.length > 0) {
    return (
      <TypedConfirmation
        title={title}
        text={label}
        what={t`the EUI of the gateway`}
        matches={(typed) => {
          const given = parseEui(typed)
          return given.ok && parsed.ok && given.value === parsed.value
        }}
        action={t`Return to it`}
        keep={t`Leave it`}
        mono
        pending={back.isPending}
        error={back.error}
        call={send}
        onConfirm={submit}
        onClose={onClose}
      >
        {concerns.map((concern) => (
          <li key={concern}>{concern}</li>
        ))}
        <li>
          <Trans>Its values become the newest version and go out at the next check-in.</Trans>
        </li>
      </TypedConfirmation>
    )
  }
  return (
    <Dialog
      open
      onOpenChange={onClose}
      wide
      title={title}
      description={t`Its values, with its key, become the newest version and go out at the next check-in. It can be undone.`}
    >
      <div className="flex flex-col gap-4">
        <DiffTable before={current} after={version} />
        <Problem error={back.error} />
        <Actions>
          <Button variant="primary" pending={back.isPending} onClick={submit}>
            <Trans>Return to version {version.version}</Trans>
          </Button>
          <Button onClick={onClose}>
            <Trans>Leave it</Trans>
          </Button>
        </Actions>
        <SameAsCurl className="mt-4" call={send} />
      </div>
    </Dialog>
  )
}
