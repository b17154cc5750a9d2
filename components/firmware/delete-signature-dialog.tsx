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
import type { FirmwareSignature } from '#lib/client/contracts.ts'
import { keys, useWrite } from '#lib/client/queries.ts'
import { ApiProblem } from '#lib/client/request.ts'
import { nameKey } from '#lib/domain/crc-text.ts'
import { useKeyNames } from './key-names.ts'

interface DeleteSignatureDialogProps {
  readonly signature: FirmwareSignature
  readonly onClose: () => void
}

export function DeleteSignatureDialog({ signature: { sigcrc, keycrc }, onClose }: DeleteSignatureDialogProps) {
  const owner = useOwnerId()
  const key = nameKey(keycrc, useKeyNames()(keycrc))
  const send = () => api.deleteSignature(owner, sigcrc)
  const remove = useWrite(
    async () => {
      const { error } = await send()
      if (error) throw new ApiProblem(200, error, {})
    },
    [keys.images(owner), keys.signingKeys(owner)],
    () => {
      notify(t`Deleted the signature of ${key}`)
      onClose()
    },
  )
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t`Delete this signature`}
      description={t`Made with ${key}. Gateways that hold only this key and have not received the image yet will wait until it is signed for them again. The signature can be added again.`}
    >
      <Problem error={remove.error} className="mb-4" />
      <Actions>
        <Button variant="danger" pending={remove.isPending} onClick={() => remove.mutate(undefined)}>
          <Trans>Delete signature</Trans>
        </Button>
        <Button onClick={onClose}>
          <Trans>Keep it</Trans>
        </Button>
      </Actions>
      <SameAsCurl className="mt-4" call={send} />
    </Dialog>
  )
}
