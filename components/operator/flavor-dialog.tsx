'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { type FormEvent, useState } from 'react'
import { Actions } from '#components/ui/actions.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Field, Textarea } from '#components/ui/field.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { notify } from '#components/ui/toast.tsx'
import { type Flavor, operatorApi, operatorKeys } from '#lib/client/operator-api.ts'
import { useWrite } from '#lib/client/queries.ts'

/** Notes alone: the word itself is on gateways, batches and images, and stays. */
export function FlavorDialog({ flavor, onClose }: { readonly flavor: Flavor; readonly onClose: () => void }) {
  const [notes, setNotes] = useState(flavor.notes)
  const save = useWrite(
    () => operatorApi.noteFlavor({ flavor: flavor.flavor, notes }),
    [operatorKeys.flavors],
    () => {
      notify(t`Saved`)
      onClose()
    },
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate(undefined)
  }
  return (
    <Dialog open onOpenChange={onClose} title={t`Notes on ${flavor.flavor}`}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Problem error={save.error} />
        <Field label={t`Notes`} hint={t`For operators. The word itself stays: gateways, batches and images carry it.`}>
          <Textarea
            value={notes}
            onChange={(event) => setNotes(event.target.value)}
            rows={4}
            maxLength={2000}
            autoFocus
          />
        </Field>
        <Actions>
          <Button type="submit" variant="primary" pending={save.isPending}>
            <Trans>Save</Trans>
          </Button>
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
        </Actions>
      </form>
    </Dialog>
  )
}
