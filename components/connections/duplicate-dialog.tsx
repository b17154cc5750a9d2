'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { type FormEvent, useState } from 'react'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { Actions } from '#components/ui/actions.tsx'
import { Button, ButtonLink } from '#components/ui/button.tsx'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Field, Input } from '#components/ui/field.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { SameAsCurl } from '#components/ui/same-as-curl.tsx'
import { ShownOnce } from '#components/ui/shown-once.tsx'
import { connectionApi } from '#lib/client/connection-api.ts'
import { connectionKeys } from '#lib/client/connection-queries.ts'
import type { ConnectionRow, DuplicatedConnection } from '#lib/client/contracts.ts'
import { paths } from '#lib/client/paths.ts'
import { useWrite } from '#lib/client/queries.ts'
import { ApiProblem } from '#lib/client/request.ts'
import { say } from '#lib/client/say.ts'
import { MAX_NAME } from '#lib/domain/connections/connection-fields.ts'

const SUFFIX = ` ${t`(copy)`}`

interface DuplicateDialogProps {
  readonly connection: ConnectionRow
  readonly onClose: () => void
}

/** The same settings under another name, with a key, an AS_ID and a credential of its own. */
export function DuplicateDialog({ connection, onClose }: DuplicateDialogProps) {
  const owner = useOwnerId()
  const [name, setName] = useState(connection.name.slice(0, MAX_NAME - SUFFIX.length) + SUFFIX)
  const send = () => connectionApi.duplicate(owner, connection.id, { name: name.trim() })
  const duplicate = useWrite(send, [connectionKeys.list(owner)])
  if (duplicate.data) return <Duplicated copy={duplicate.data} onClose={onClose} />
  const problem = duplicate.error instanceof ApiProblem ? duplicate.error : undefined
  const submit = (event: FormEvent) => {
    event.preventDefault()
    duplicate.mutate(undefined)
  }
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t`Duplicate ${connection.name}`}
      description={t`The copy has a key, an AS_ID and a credential of its own. What is secret in the original is not copied: where there is any, the copy starts deactivated until you enter it.`}
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        {!problem?.field('name') && <Problem error={duplicate.error} />}
        <Field label={t`Name`} error={problem?.field('name')}>
          <Input
            value={name}
            onChange={(event) => setName(event.target.value)}
            maxLength={MAX_NAME}
            required
            autoFocus
            onFocus={(event) => event.target.select()}
          />
        </Field>
        <Actions>
          <Button type="submit" variant="primary" pending={duplicate.isPending}>
            <Trans>Duplicate</Trans>
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

function Duplicated({ copy, onClose }: { readonly copy: DuplicatedConnection; readonly onClose: () => void }) {
  const owner = useOwnerId()
  const { key, reportCredential } = copy.secrets
  return (
    <Dialog
      open
      onOpenChange={onClose}
      required
      wide
      title={t`Copy the secrets of ${copy.name} now`}
      description={t`They are shown once. Share the key with the application server; the network side sends the credential.`}
    >
      <div className="mb-4 flex flex-col gap-4">
        {copy.notCopied.length > 0 && (
          <Notice kind="warning">
            {copy.notCopied.length === 1
              ? t`Not copied: ${copy.notCopied.map(say).join(', ')}. Enter it in the copy, then activate the copy.`
              : t`Not copied: ${copy.notCopied.map(say).join(', ')}. Enter them in the copy, then activate the copy.`}
          </Notice>
        )}
        <Secret label={t`Tunnel Interface Authentication Key`} text={key} what={t`the key`} />
        <Secret label={t`Header value for reports`} text={`Bearer ${reportCredential}`} what={t`the header value`} />
      </div>
      <Actions>
        <ButtonLink
          href={copy.notCopied.length > 0 ? paths.editConnection(owner, copy.id) : paths.connection(owner, copy.id)}
          variant="primary"
          onClick={onClose}
        >
          <Trans>I have copied them, open the copy</Trans>
        </ButtonLink>
        <Button onClick={onClose}>
          <Trans>Close</Trans>
        </Button>
      </Actions>
    </Dialog>
  )
}

function Secret({ label, text, what }: { readonly label: string; readonly text: string; readonly what: string }) {
  return (
    <div>
      <p className="mb-1 flex items-center justify-between gap-2 text-sm font-medium">
        {label}
        <CopyButton text={text} what={what} />
      </p>
      <ShownOnce text={text} />
    </div>
  )
}
