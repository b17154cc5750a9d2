'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { type FormEvent, useState } from 'react'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { Actions } from '#components/ui/actions.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Field, Input } from '#components/ui/field.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { SameAsCurl } from '#components/ui/same-as-curl.tsx'
import { notify } from '#components/ui/toast.tsx'
import { type ClientCa, clientCaApi, clientCaKeys } from '#lib/client/client-ca-api.ts'
import { useWrite } from '#lib/client/queries.ts'
import { ApiProblem } from '#lib/client/request.ts'

/** A certificate that no gateway holds in its credentials: by the number that is typed, which is the confirmation. */
export function RevokeSerialDialog({ ca, onClose }: { readonly ca: ClientCa; readonly onClose: () => void }) {
  const owner = useOwnerId()
  const [serial, setSerial] = useState('')
  const [reason, setReason] = useState('')
  const send = () => clientCaApi.revokeSerial(owner, ca.id, { serial, reason })
  const revoke = useWrite(send, [clientCaKeys.all(owner)], () => {
    notify(t`Revoked the certificate`)
    onClose()
  })
  const problem = revoke.error instanceof ApiProblem ? revoke.error : undefined
  const submit = (event: FormEvent) => {
    event.preventDefault()
    revoke.mutate(undefined)
  }
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t`Revoke by number`}
      description={t`A certificate of ${ca.name} with this serial number is refused from now on, for ever. A gateway that has no other credential is shut out.`}
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        {!problem?.field('serial') && <Problem error={revoke.error} />}
        <Field
          label={t`Serial number`}
          hint={t`Hex, as “openssl x509 -noout -serial” prints it.`}
          error={problem?.field('serial')}
        >
          <Input
            value={serial}
            onChange={(event) => setSerial(event.target.value)}
            className="mono"
            maxLength={128}
            required
            spellCheck={false}
            autoComplete="off"
            autoFocus
          />
        </Field>
        <Field label={t`Reason`} hint={t`For your own audit trail.`}>
          <Input
            value={reason}
            onChange={(event) => setReason(event.target.value)}
            maxLength={200}
            autoComplete="off"
          />
        </Field>
        <Actions>
          <Button type="submit" variant="danger" pending={revoke.isPending}>
            <Trans>Revoke certificate</Trans>
          </Button>
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
        </Actions>
        <SameAsCurl call={send} />
      </form>
    </Dialog>
  )
}
