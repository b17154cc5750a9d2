'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { type FormEvent, useState } from 'react'
import { Actions } from '#components/ui/actions.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Field, Input } from '#components/ui/field.tsx'
import { LateConflict } from '#components/ui/late-conflict.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { notify } from '#components/ui/toast.tsx'
import { formatCount } from '#lib/client/format.ts'
import { type OperatorOwner, operatorApi, operatorKeys } from '#lib/client/operator-api.ts'
import { OWNER_LIMITS } from '#lib/client/operator-owner-draft.ts'
import { useWrite } from '#lib/client/queries.ts'
import { useSharedForm } from '#lib/client/use-shared-form.ts'
import { FirstAdminDialog } from './first-admin-dialog.tsx'

interface OwnerDialogProps {
  /** Undefined: a new one. */
  readonly owner: OperatorOwner | undefined
  readonly onClose: () => void
}

/** Makes an owner, or changes the name and the add limit of one. */
export const OwnerDialog = ({ owner, onClose }: OwnerDialogProps) =>
  owner ? <ChangeDialog owner={owner} onClose={onClose} /> : <CreateDialog onClose={onClose} />

function CreateDialog({ onClose }: Pick<OwnerDialogProps, 'onClose'>) {
  const [name, setName] = useState('')
  const [id, setId] = useState('')
  const [made, setMade] = useState<OperatorOwner>()
  const create = useWrite(
    () => operatorApi.createOwner({ name: name.trim(), ...(id.trim() ? { id: id.trim() } : {}) }),
    [operatorKeys.owners],
    (saved) => {
      notify(t`Created ${saved.name}, ${saved.ownerid}`)
      setMade(saved)
    },
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    create.mutate(undefined)
  }
  if (made) return <FirstAdminDialog owner={made} onClose={onClose} />
  return (
    <Dialog open onOpenChange={onClose} title={t`Create owner`}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Problem error={create.error} />
        <Field label={t`Name`}>
          <Input value={name} onChange={(event) => setName(event.target.value)} maxLength={100} required autoFocus />
        </Field>
        <Field label={t`Identifier`} hint={t`ID6, EUI-64 or MAC; empty: one that is free. It never changes.`}>
          <Input
            value={id}
            onChange={(event) => setId(event.target.value)}
            className="mono"
            spellCheck={false}
            autoComplete="off"
          />
        </Field>
        <Actions>
          <Button type="submit" variant="primary" pending={create.isPending}>
            <Trans>Create owner</Trans>
          </Button>
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
        </Actions>
      </form>
    </Dialog>
  )
}

function ChangeDialog({ owner, onClose }: { readonly owner: OperatorOwner; readonly onClose: () => void }) {
  const [fault, setFault] = useState<string>()
  const [inviting, setInviting] = useState(false)
  const form = useSharedForm(owner, OWNER_LIMITS, {
    send: (body) => operatorApi.changeOwner(owner.ownerid, body),
    stale: [operatorKeys.owners],
    onSaved: (saved) => {
      notify(t`Saved ${saved.name}`)
      onClose()
    },
  })
  const { draft, setDraft, changed, conflict, taken, choose, save, error } = form
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const wrong = !/^\d{1,7}$/.test(draft.addLimit.trim())
    setFault(wrong ? t`Give a number, 0 or more.` : undefined)
    if (wrong) return
    if (changed.length === 0) onClose()
    else save.mutate(undefined)
  }
  if (owner.members === 0 && inviting) return <FirstAdminDialog owner={owner} onClose={onClose} />
  const limitLabel = t`Gateways that it may add by hand`
  return (
    <Dialog open onOpenChange={onClose} title={owner.name}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        {conflict && (
          <LateConflict
            conflict={conflict}
            rules={OWNER_LIMITS}
            labels={{ name: t`Name`, addLimit: limitLabel }}
            textOf={(field, of) => of[field]}
            taken={taken}
            onTake={choose}
          />
        )}
        <Problem error={error} />
        <Field label={t`Name`}>
          <Input
            value={draft.name}
            onChange={(event) => setDraft({ ...draft, name: event.target.value })}
            maxLength={100}
            required
            autoFocus
          />
        </Field>
        <Field
          label={limitLabel}
          hint={t`${formatCount(owner.addsUsed)} are used up; attempts count, and deleting gives none back. 64 is the default.`}
          error={fault}
        >
          <Input
            value={draft.addLimit}
            onChange={(event) => setDraft({ ...draft, addLimit: event.target.value })}
            inputMode="numeric"
            maxLength={7}
          />
        </Field>
        <Actions>
          <Button type="submit" variant="primary" pending={save.isPending}>
            <Trans>Save</Trans>
          </Button>
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          {owner.members === 0 && (
            <Button onClick={() => setInviting(true)}>
              <Trans>Invite its first admin</Trans>
            </Button>
          )}
        </Actions>
      </form>
    </Dialog>
  )
}
