'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { Actions } from '#components/ui/actions.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { SameAsCurl } from '#components/ui/same-as-curl.tsx'
import { notify } from '#components/ui/toast.tsx'
import { api } from '#lib/client/api.ts'
import type { FirmwareSchedule, Gateway } from '#lib/client/contracts.ts'
import { keys, useWrite } from '#lib/client/queries.ts'

interface RearmDialogProps {
  readonly gateway: Gateway
  readonly firmware: FirmwareSchedule
  readonly onClose: () => void
}

/** An arming is provided once; a second one is a decision (rules.md 20). */
export function RearmDialog({ gateway, firmware, onClose }: RearmDialogProps) {
  const owner = useOwnerId()
  const send = () => api.gatewayFirmware(owner, gateway.gateway, { action: 'rearm' })
  const rearm = useWrite(send, [keys.gateway(owner, gateway.gateway), keys.images(owner)], () => {
    notify(t`It goes out once more at the next check-in`)
    onClose()
  })
  return (
    <Dialog open onOpenChange={onClose} title={t`Send ${firmware.version ?? ''} once more`}>
      <ul className="mb-4 list-disc space-y-1.5 pl-5 text-sm text-ink-2">
        <li>
          <Trans>It goes out at the next check-in, once, and is run as root again.</Trans>
        </li>
        {firmware.state === 'confirmed' && (
          <li>
            <Trans>The gateway has changed its package after the first time already.</Trans>
          </li>
        )}
        {firmware.allowUnsigned && (
          <li>
            <Trans>Unsigned firmware stays allowed for it.</Trans>
          </li>
        )}
      </ul>
      <Problem error={rearm.error} className="mb-4" />
      <Actions>
        <Button variant="primary" pending={rearm.isPending} onClick={() => rearm.mutate(undefined)}>
          <Trans>Send once more</Trans>
        </Button>
        <Button onClick={onClose}>
          <Trans>Leave it</Trans>
        </Button>
      </Actions>
      <SameAsCurl call={send} />
    </Dialog>
  )
}
