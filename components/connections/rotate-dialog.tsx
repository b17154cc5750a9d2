'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { type FormEvent, useState } from 'react'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { Actions } from '#components/ui/actions.tsx'
import { Button } from '#components/ui/button.tsx'
import { CopyTextButton } from '#components/ui/copy-button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { SameAsCurl } from '#components/ui/same-as-curl.tsx'
import { ShownOnce } from '#components/ui/shown-once.tsx'
import { connectionApi } from '#lib/client/connection-api.ts'
import { connectionKeys } from '#lib/client/connection-queries.ts'
import type { Connection } from '#lib/client/contracts.ts'
import { useWrite } from '#lib/client/queries.ts'
import { DEFAULT_GRACE_HOURS } from '#lib/domain/connections/tunnel-key.ts'
import { SOURCE_WORDS } from './connection-words.ts'
import { GraceField } from './grace-field.tsx'

interface RotateDialogProps {
  readonly connection: Connection
  readonly onClose: () => void
}

/** A new credential for `/reports`, beside the old one for a while. */
export function RotateDialog({ connection, onClose }: RotateDialogProps) {
  const owner = useOwnerId()
  const [hours, setHours] = useState(DEFAULT_GRACE_HOURS)
  const send = () =>
    connectionApi.rotateCredential(owner, connection.id, { revision: connection.revision, graceHours: hours })
  const rotate = useWrite(send, [connectionKeys.all(owner)])
  const network = SOURCE_WORDS[connection.source]
  if (rotate.data) {
    const value = `Bearer ${rotate.data.secrets.reportCredential}`
    return (
      <Dialog
        open
        onOpenChange={onClose}
        required
        wide
        title={t`Copy the new credential now`}
        description={t`It is shown once. Paste it into ${network} as the value of the header Authorization.`}
      >
        <ShownOnce text={value} className="mb-4" />
        <Actions>
          <CopyTextButton text={value} what={t`header value`} />
          <Button onClick={onClose}>
            <Trans>I have copied it</Trans>
          </Button>
        </Actions>
      </Dialog>
    )
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    rotate.mutate(undefined)
  }
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t`Rotate the credential`}
      description={t`${network} sends it with each report. Enter the new one there before the grace period ends.`}
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Problem error={rotate.error} />
        <GraceField hours={hours} onHours={setHours} refused={t`reports with the old credential`} />
        <Actions>
          <Button type="submit" variant="primary" pending={rotate.isPending}>
            <Trans>Rotate credential</Trans>
          </Button>
          <Button onClick={onClose}>
            <Trans>Keep it</Trans>
          </Button>
        </Actions>
        <SameAsCurl call={send} />
      </form>
    </Dialog>
  )
}
