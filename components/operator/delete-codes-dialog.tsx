'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Actions } from '#components/ui/actions.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { notify } from '#components/ui/toast.tsx'
import { batchApi, batchKeys, type CodeList } from '#lib/client/batch-api.ts'
import { formatCount } from '#lib/client/format.ts'
import { useWrite } from '#lib/client/queries.ts'

/** What goes and what stays, before it is done. */
export function DeleteCodesDialog({ list, onClose }: { readonly list: CodeList; readonly onClose: () => void }) {
  const remove = useWrite(
    () => batchApi.deleteCodes(list.id),
    [batchKeys.codes],
    () => {
      notify(t`Deleted ${list.name}`)
      onClose()
    },
  )
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t`Delete ${list.name}`}
      description={t`${formatCount(list.count - list.claimed)} gateways cannot be claimed by their codes any more, and those with a token are refused. The ${formatCount(list.claimed)} claimed ones stay with their owners. The list can be imported again.`}
    >
      <Problem error={remove.error} className="mb-4" />
      <Actions>
        <Button variant="danger" pending={remove.isPending} onClick={() => remove.mutate(undefined)}>
          <Trans>Delete list</Trans>
        </Button>
        <Button onClick={onClose}>
          <Trans>Keep it</Trans>
        </Button>
      </Actions>
    </Dialog>
  )
}
