'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { type FormEvent, useState } from 'react'
import { Actions } from '#components/ui/actions.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Field, Input } from '#components/ui/field.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { notify } from '#components/ui/toast.tsx'
import { formatCount } from '#lib/client/format.ts'
import { type OperatorOwner, operatorApi, operatorKeys } from '#lib/client/operator-api.ts'
import { useWrite } from '#lib/client/queries.ts'
import { FirstAdminDialog } from './first-admin-dialog.tsx'

interface OwnerDialogProps {
  /** Undefined: a new one. */
  readonly owner: OperatorOwner | undefined
  readonly onClose: () => void
}

/** Makes an owner, or changes the name and the add limit of one. */
export function OwnerDialog({ owner, onClose }: OwnerDialogProps) {
  const [name, setName] = useState(owner?.name ?? '')
  const [id, setId] = useState('')
  const [limit, setLimit] = useState(String(owner?.addLimit ?? 64))
  const [fault, setFault] = useState<string>()
  const [inviting, setInviting] = useState(false)
  const [made, setMade] = useState<OperatorOwner>()
  const save = useWrite(
    () =>
      owner
        ? operatorApi.changeOwner(owner.ownerid, { name: name.trim(), addLimit: Number(limit) })
        : operatorApi.createOwner({ name: name.trim(), ...(id.trim() ? { id: id.trim() } : {}) }),
    [operatorKeys.owners],
    (saved) => {
      notify(owner ? t`Saved ${saved.name}` : t`Created ${saved.name}, ${saved.ownerid}`)
      if (owner) onClose()
      else setMade(saved)
    },
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const wrong = owner && !/^\d{1,7}$/.test(limit.trim())
    setFault(wrong ? t`Give a number, 0 or more.` : undefined)
    if (!wrong) save.mutate(undefined)
  }
  const empty = made ?? (owner?.members === 0 && inviting ? owner : undefined)
  if (empty) return <FirstAdminDialog owner={empty} onClose={onClose} />
  return (
    <Dialog open onOpenChange={onClose} title={owner ? owner.name : t`Create owner`}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Problem error={save.error} />
        <Field label={t`Name`}>
          <Input value={name} onChange={(event) => setName(event.target.value)} maxLength={100} required autoFocus />
        </Field>
        {owner ? (
          <Field
            label={t`Gateways that it may add by hand`}
            hint={t`${formatCount(owner.addsUsed)} are used up; attempts count, and deleting gives none back. 64 is the default.`}
            error={fault}
          >
            <Input value={limit} onChange={(event) => setLimit(event.target.value)} inputMode="numeric" maxLength={7} />
          </Field>
        ) : (
          <Field label={t`Identifier`} hint={t`ID6, EUI-64 or MAC; empty: one that is free. It never changes.`}>
            <Input
              value={id}
              onChange={(event) => setId(event.target.value)}
              className="mono"
              spellCheck={false}
              autoComplete="off"
            />
          </Field>
        )}
        <Actions>
          <Button type="submit" variant="primary" pending={save.isPending}>
            {owner ? t`Save` : t`Create owner`}
          </Button>
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          {owner?.members === 0 && (
            <Button onClick={() => setInviting(true)}>
              <Trans>Invite its first admin</Trans>
            </Button>
          )}
        </Actions>
      </form>
    </Dialog>
  )
}
