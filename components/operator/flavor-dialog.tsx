'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { FormEvent } from 'react'
import { Actions } from '#components/ui/actions.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Field, Textarea } from '#components/ui/field.tsx'
import { LateConflict } from '#components/ui/late-conflict.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { notify } from '#components/ui/toast.tsx'
import { type Flavor, operatorApi, operatorKeys } from '#lib/client/operator-api.ts'
import { textForm, useSharedForm } from '#lib/client/use-shared-form.ts'

const NOTES = textForm('notes')

/** Notes alone: the word itself is on gateways, batches and images, and stays. */
export function FlavorDialog({ flavor, onClose }: { readonly flavor: Flavor; readonly onClose: () => void }) {
  const { draft, setDraft, changed, conflict, taken, choose, save, error } = useSharedForm(flavor, NOTES, {
    send: (body) => operatorApi.noteFlavor({ flavor: flavor.flavor, ...body }),
    stale: [operatorKeys.flavors],
    onSaved: () => {
      notify(t`Saved`)
      onClose()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (changed.length === 0) onClose()
    else save.mutate(undefined)
  }
  return (
    <Dialog open onOpenChange={onClose} title={t`Notes on ${flavor.flavor}`}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        {conflict && (
          <LateConflict
            conflict={conflict}
            rules={NOTES}
            labels={{ notes: t`Notes` }}
            textOf={(_, { notes }) => notes}
            taken={taken}
            onTake={choose}
          />
        )}
        <Problem error={error} />
        <Field label={t`Notes`} hint={t`For operators. The word itself stays: gateways, batches and images carry it.`}>
          <Textarea
            value={draft.notes}
            onChange={(event) => setDraft({ notes: event.target.value })}
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
