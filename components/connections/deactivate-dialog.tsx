'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Actions } from '#components/ui/actions.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import type { ConnectionRow } from '#lib/client/contracts.ts'
import { useActivation } from './use-activation.ts'

interface DeactivateDialogProps {
  readonly connection: ConnectionRow
  readonly onClose: () => void
}

export function DeactivateDialog({ connection, onClose }: DeactivateDialogProps) {
  const { mutate, isPending } = useActivation(connection, onClose)
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t`Deactivate ${connection.name}`}
      description={t`Reports are not forwarded while it is off, and downlinks are refused. Its key, settings and log stay. It can be activated again at any time.`}
    >
      <Actions>
        <Button variant="primary" pending={isPending} onClick={() => mutate(false)}>
          <Trans>Deactivate</Trans>
        </Button>
        <Button onClick={onClose}>
          <Trans>Keep it active</Trans>
        </Button>
      </Actions>
    </Dialog>
  )
}
