'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useRouter } from 'next/navigation'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { notify } from '#components/ui/toast.tsx'
import { TypedConfirmation } from '#components/ui/typed-confirmation.tsx'
import type { EventTarget } from '#lib/client/contracts.ts'
import { eventApi } from '#lib/client/event-api.ts'
import { eventKeys } from '#lib/client/event-queries.ts'
import { paths } from '#lib/client/paths.ts'
import { useWrite } from '#lib/client/queries.ts'

interface DeleteTargetDialogProps {
  readonly target: EventTarget
  readonly onClose: () => void
}

export function DeleteTargetDialog({ target, onClose }: DeleteTargetDialogProps) {
  const owner = useOwnerId()
  const router = useRouter()
  const send = () => eventApi.remove(owner, target.id)
  const remove = useWrite(send, [[...eventKeys.targets(owner), 'list']], () => {
    notify(t`Deleted ${target.name}`)
    router.replace(paths.events(owner))
  })
  return (
    <TypedConfirmation
      title={t`Delete this target`}
      text={target.name}
      what={t`the name of the target`}
      action={t`Delete target`}
      pending={remove.isPending}
      error={remove.error}
      call={send}
      onConfirm={() => remove.mutate(undefined)}
      onClose={onClose}
    >
      <li>
        <Trans>
          <span className="font-medium text-ink">Nobody is told by it any more,</span> events that wait for delivery
          included.
        </Trans>
      </li>
      <li>
        <Trans>Its log and its secret are wiped. This cannot be undone. To stop it for a time, pause it.</Trans>
      </li>
    </TypedConfirmation>
  )
}
