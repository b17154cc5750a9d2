'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useCan, useOwnerId } from '#components/shell/owner-context.tsx'
import { Actions } from '#components/ui/actions.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { SameAsCurl } from '#components/ui/same-as-curl.tsx'
import { notify } from '#components/ui/toast.tsx'
import { api } from '#lib/client/api.ts'
import type { ApiToken } from '#lib/client/contracts.ts'
import { keys, useWrite } from '#lib/client/queries.ts'

export function RevokeDialog({ token, onClose }: { readonly token: ApiToken; readonly onClose: () => void }) {
  const owner = useOwnerId()
  const may = useCan('owner:admin')
  const send = () => api.revokeToken(owner, token.id)
  const revoke = useWrite(send, [keys.tokens(owner)], () => {
    notify(t`Revoked ${token.name}`)
    onClose()
  })
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t`Revoke ${token.name}`}
      description={t`Programs that use this token are refused at once. It cannot be taken back; a new token can be created.`}
    >
      <Problem error={revoke.error} className="mb-4" />
      <Actions>
        <Button variant="danger" pending={revoke.isPending} onClick={() => revoke.mutate(undefined)}>
          <Trans>Revoke token</Trans>
        </Button>
        <Button onClick={onClose}>
          <Trans>Keep it</Trans>
        </Button>
      </Actions>
      {may && <SameAsCurl className="mt-4" call={send} />}
    </Dialog>
  )
}
