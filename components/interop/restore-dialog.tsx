'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { Actions } from '#components/ui/actions.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { notify } from '#components/ui/toast.tsx'
import { interopApi } from '#lib/client/interop-api.ts'
import { interopKeys } from '#lib/client/interop-queries.ts'
import { useWrite } from '#lib/client/queries.ts'

/** Says what comes back and what stays. */
export function RestoreDialog({
  version,
  current,
  onClose,
}: {
  readonly version: number
  readonly current: number
  readonly onClose: () => void
}) {
  const owner = useOwnerId()
  const restore = useWrite(
    () => interopApi.restore(owner, version, current),
    [interopKeys.all(owner)],
    (saved) => {
      notify(t`Version ${version} is back, as version ${saved.version}`)
      onClose()
    },
  )
  return (
    <Dialog open onOpenChange={onClose} title={t`Restore version ${version}`}>
      <div className="flex flex-col gap-4">
        <p className="text-sm text-ink-2">
          <Trans>
            All join servers become what they were in version {version}, keys and passwords too. What is there now stays
            in the history as version {current}. The Things Stack notices once you export.
          </Trans>
        </p>
        <Problem error={restore.error} />
        <Actions>
          <Button variant="primary" pending={restore.isPending} onClick={() => restore.mutate(undefined)}>
            <Trans>Restore</Trans>
          </Button>
          <Button onClick={onClose}>
            <Trans>Leave it</Trans>
          </Button>
        </Actions>
      </div>
    </Dialog>
  )
}
