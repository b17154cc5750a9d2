'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { Actions } from '#components/ui/actions.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { notify } from '#components/ui/toast.tsx'
import { TypedConfirmation } from '#components/ui/typed-confirmation.tsx'
import { api } from '#lib/client/api.ts'
import type { SigningKey } from '#lib/client/contracts.ts'
import { formatCount } from '#lib/client/format.ts'
import { keys, useWrite } from '#lib/client/queries.ts'

interface DeleteKeyDialogProps {
  readonly signingKey: SigningKey
  readonly onClose: () => void
}

export function DeleteKeyDialog({ signingKey: { id, name, signatures, kept }, onClose }: DeleteKeyDialogProps) {
  const owner = useOwnerId()
  const send = () => api.deleteSigningKey(owner, id, kept)
  const remove = useWrite(send, [keys.signingKeys(owner)], () => {
    notify(t`Deleted the key ${name}`)
    onClose()
  })
  if (signatures > 0) {
    return (
      <Dialog open onOpenChange={onClose} title={t`${name} is in use`}>
        <p className="mb-4 text-sm text-ink-2">
          <Trans>
            {signatures === 1
              ? t`A signature of one image was`
              : t`Signatures of ${formatCount(signatures)} images were`}{' '}
            made with this key. Delete them on their images first; then the key can go.
          </Trans>
        </p>
        <Button onClick={onClose}>
          <Trans>Close</Trans>
        </Button>
      </Dialog>
    )
  }
  if (kept) {
    return (
      <TypedConfirmation
        title={t`Delete ${name}`}
        text={name}
        what={t`the name of the key`}
        action={t`Delete key`}
        pending={remove.isPending}
        error={remove.error}
        call={send}
        onConfirm={() => remove.mutate(undefined)}
        onClose={onClose}
      >
        <li>
          <Trans>
            <span className="font-medium text-ink">Its private part exists only here.</span> Nobody can sign with it any
            more. This cannot be undone.
          </Trans>
        </li>
        <li>
          <Trans>
            A gateway that holds only this key runs nothing new from then on, until somebody changes its sig-0.key by
            hand.
          </Trans>
        </li>
      </TypedConfirmation>
    )
  }
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t`Delete ${name}`}
      description={t`No image is signed with it. On gateways the key stays where it is, and they keep running only what it signed. It can be added again at any time.`}
    >
      <Problem error={remove.error} className="mb-4" />
      <Actions>
        <Button variant="danger" pending={remove.isPending} onClick={() => remove.mutate(undefined)}>
          <Trans>Delete key</Trans>
        </Button>
        <Button onClick={onClose}>
          <Trans>Keep it</Trans>
        </Button>
      </Actions>
    </Dialog>
  )
}
