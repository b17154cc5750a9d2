'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { type FormEvent, type ReactNode, useState } from 'react'
import { Actions } from '#components/ui/actions.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Field, Input, Textarea } from '#components/ui/field.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { notify } from '#components/ui/toast.tsx'
import { batchApi, batchKeys, type Part } from '#lib/client/batch-api.ts'
import { useWrite } from '#lib/client/queries.ts'
import { ApiProblem } from '#lib/client/request.ts'
import { PartFields } from './part-fields.tsx'

interface DialogProps {
  readonly id: string
  readonly onClose: () => void
}

interface SealedProps {
  readonly title: string
  readonly description: string
  readonly action: string
  /** Whose key the file is encrypted to. */
  readonly reader: string
  readonly onClose: () => void
  readonly send: (part: Part, recipient: string) => Promise<string>
  readonly children: (problem: ApiProblem | undefined) => ReactNode
}

/** A file that leaves encrypted to one reader’s age key. */
function SealedDialog({ title, description, action, reader, onClose, send, children }: SealedProps) {
  const [part, setPart] = useState<Part>({})
  const [recipient, setRecipient] = useState('')
  const take = useWrite(
    () => send(part, recipient),
    [batchKeys.all],
    (name: string) => {
      notify(t`Saved ${name}`)
      onClose()
    },
  )
  const problem = take.error instanceof ApiProblem ? take.error : undefined
  const submit = (event: FormEvent) => {
    event.preventDefault()
    take.mutate(undefined)
  }
  return (
    <Dialog open onOpenChange={onClose} wide title={title} description={description}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        {!problem?.errors.length && <Problem error={take.error} />}
        {children(problem)}
        <Field
          label={t`Public key of ${reader}`}
          hint={t`age1…, as age-keygen prints it. The file is opened with age -d -i key.txt.`}
          error={problem?.field('recipient')}
        >
          <Input
            value={recipient}
            onChange={(event) => setRecipient(event.target.value)}
            className="mono"
            required
            autoComplete="off"
            spellCheck={false}
            placeholder={t`age1…`}
          />
        </Field>
        <PartFields part={part} onChange={setPart} problem={problem} />
        <Actions>
          <Button type="submit" variant="primary" pending={take.isPending}>
            {action}
          </Button>
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
        </Actions>
      </form>
    </Dialog>
  )
}

export function PinExportDialog({ id, onClose }: DialogProps) {
  const [ownerid, setOwnerid] = useState('')
  const [again, setAgain] = useState(false)
  return (
    <SealedDialog
      title={t`Export claim PINs`}
      description={t`For an owner with a large order. The PINs go out once, to that owner’s key; the owner’s audit trail tells it too.`}
      action={t`Export PINs`}
      reader={t`the owner`}
      onClose={onClose}
      send={(part, recipient) => batchApi.exportPins(id, { ...part, recipient, ownerid, ...(again ? { again } : {}) })}
    >
      {(problem) => (
        <>
          <Field label={t`Owner`} hint={t`ID6, such as ::1.`} error={problem?.field('ownerid')}>
            <Input
              value={ownerid}
              onChange={(event) => setOwnerid(event.target.value)}
              className="mono"
              required
              autoComplete="off"
              spellCheck={false}
            />
          </Field>
          <label className="flex min-h-8 cursor-pointer items-center gap-2.5 text-sm">
            <input
              type="checkbox"
              checked={again}
              onChange={(event) => setAgain(event.target.checked)}
              className="size-4 shrink-0 accent-accent"
            />
            <Trans>Also where a part went out before: that file is lost</Trans>
          </label>
        </>
      )}
    </SealedDialog>
  )
}

export function KitDialog({ id, onClose }: DialogProps) {
  const [masterKeyFor, setMasterKeyFor] = useState('')
  return (
    <SealedDialog
      title={t`Manufacturing kit`}
      description={t`A zip with a folder per gateway, ready to flash, and a CSV with the claim PINs. The gateways’ permanent tokens are in it, so it leaves encrypted.`}
      action={t`Take the kit`}
      reader={t`the production line`}
      onClose={onClose}
      send={(part, recipient) =>
        batchApi.kit(id, { ...part, recipient, ...(masterKeyFor.trim() ? { masterKeyFor } : {}) })
      }
    >
      {(problem) => (
        <Field
          label={t`Wrap master keys to`}
          hint={t`Optional: an RSA public key, PEM. Gateways that derive PIN and token themselves need their master key.`}
          error={problem?.field('masterKeyFor')}
        >
          <Textarea
            value={masterKeyFor}
            onChange={(event) => setMasterKeyFor(event.target.value)}
            rows={3}
            className="mono"
            spellCheck={false}
          />
        </Field>
      )}
    </SealedDialog>
  )
}
