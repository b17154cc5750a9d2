'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { type FormEvent, useState } from 'react'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { Actions } from '#components/ui/actions.tsx'
import { Button } from '#components/ui/button.tsx'
import { CopyTextButton } from '#components/ui/copy-button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Field, Select } from '#components/ui/field.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { SameAsCurl } from '#components/ui/same-as-curl.tsx'
import { ShownOnce } from '#components/ui/shown-once.tsx'
import type { EventTarget } from '#lib/client/contracts.ts'
import { eventApi } from '#lib/client/event-api.ts'
import { eventKeys } from '#lib/client/event-queries.ts'
import { useWrite } from '#lib/client/queries.ts'

const PERIODS = [
  { value: '24', label: t`1 day` },
  { value: '1', label: t`1 hour` },
  { value: '168', label: t`7 days` },
  { value: '0', label: t`Not at all` },
]

interface RotateSecretDialogProps {
  readonly target: EventTarget
  readonly onClose: () => void
}

/** A new secret; events carry both signatures for a while. */
export function RotateSecretDialog({ target, onClose }: RotateSecretDialogProps) {
  const owner = useOwnerId()
  const [hours, setHours] = useState('24')
  const send = () => eventApi.rotateSecret(owner, target.id, Number(hours))
  const rotate = useWrite(send, [eventKeys.targets(owner)])
  const secret = rotate.data?.secret
  if (secret) {
    return (
      <Dialog
        open
        onOpenChange={onClose}
        required
        wide
        title={t`Copy the new secret now`}
        description={t`It is shown once. Your receiver verifies the signature of each event with it.`}
      >
        <ShownOnce text={secret} className="mb-4" />
        <Actions>
          <CopyTextButton text={secret} what={t`secret`} />
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
      title={t`Rotate the secret`}
      description={t`Events are signed with the new one, and with the old one too for a while, so that your receiver can change.`}
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Problem error={rotate.error} />
        <Field label={t`The old one signs too for`}>
          <Select value={hours} onChange={(event) => setHours(event.target.value)} options={PERIODS} />
        </Field>
        <Actions>
          <Button type="submit" variant="primary" pending={rotate.isPending}>
            <Trans>Rotate secret</Trans>
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
