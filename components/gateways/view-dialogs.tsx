'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { Pencil, Trash2 } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { CheckChoice } from '#components/firmware/check-choice.tsx'
import { useCan, useOwnerId } from '#components/shell/owner-context.tsx'
import { Actions } from '#components/ui/actions.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Field, Input } from '#components/ui/field.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { Badge } from '#components/ui/state.tsx'
import { notify } from '#components/ui/toast.tsx'
import { fleetApi } from '#lib/client/fleet-api.ts'
import type { SavedView } from '#lib/client/fleet-contracts.ts'
import { fleetKeys, useViews } from '#lib/client/fleet-queries.ts'
import { useWrite } from '#lib/client/queries.ts'
import { type UrlText, VIEW_NAMES } from './list-query.ts'

interface SaveViewDialogProps {
  readonly text: UrlText
  readonly onClose: () => void
}

/** Keeps filter, order and columns under a name. */
export function SaveViewDialog({ text, onClose }: SaveViewDialogProps) {
  const owner = useOwnerId()
  const mayShare = useCan('gateway:setup')
  const [name, setName] = useState('')
  const [shared, setShared] = useState(false)
  const query = Object.fromEntries(VIEW_NAMES.flatMap((one) => (text[one] ? [[one, text[one]]] : [])))
  const save = useWrite(
    () => fleetApi.createView(owner, { name: name.trim(), shared, query }),
    [fleetKeys.views(owner)],
    (view) => {
      notify(t`Saved the view “${view.name}”`)
      onClose()
    },
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (name.trim()) save.mutate(undefined)
  }
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t`Save this view`}
      description={t`Filter, order and columns as they are now.`}
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Problem error={save.error} />
        <Field label={t`Name`}>
          <Input
            value={name}
            onChange={(event) => setName(event.target.value)}
            maxLength={60}
            autoComplete="off"
            autoFocus
          />
        </Field>
        {mayShare && (
          <CheckChoice checked={shared} onChange={setShared} title={t`Share it`}>
            <Trans>Every member of the owner sees the view.</Trans>
          </CheckChoice>
        )}
        <Actions>
          <Button type="submit" variant="primary" pending={save.isPending} disabled={!name.trim()}>
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

/** Views with a way to rename and to delete each; what was deleted can be brought back. */
export function ManageViewsDialog({ onClose }: { readonly onClose: () => void }) {
  const owner = useOwnerId()
  const mayShare = useCan('gateway:setup')
  const views = useViews(owner).data?.views ?? []
  const [renaming, setRenaming] = useState<string>()
  const client = useQueryClient()
  const refresh = () => client.invalidateQueries({ queryKey: fleetKeys.views(owner) })
  /** Made once more, by whoever deleted it. */
  const restore = async ({ name, shared, query }: SavedView) => {
    try {
      await fleetApi.createView(owner, { name, shared, query })
      notify(t`The view “${name}” is back`)
    } catch (error) {
      notify(error instanceof Error ? error.message : t`It could not be taken back. Try again.`, 'failed')
    }
    await refresh()
  }
  const remove = useWrite(
    (view: SavedView) => fleetApi.deleteView(owner, view.id),
    [fleetKeys.views(owner)],
    (_, view) => notify(t`Deleted the view “${view.name}”`, 'done', { label: t`Undo`, run: () => void restore(view) }),
  )
  return (
    <Dialog open onOpenChange={onClose} title={t`Saved views`}>
      <Problem error={remove.error} />
      {views.length === 0 ? (
        <p className="text-sm text-ink-2">
          <Trans>There is none any more.</Trans>
        </p>
      ) : (
        <ul className="border-t text-sm">
          {views.map((view) => (
            <li key={view.id} className="flex min-h-10 flex-wrap items-center gap-2 border-b">
              {renaming === view.id ? (
                <RenameForm view={view} onDone={() => setRenaming(undefined)} />
              ) : (
                <>
                  <span className="min-w-0 flex-1 truncate">{view.name}</span>
                  {view.shared && <Badge>{t`shared`}</Badge>}
                  {(mayShare || (view.mine && !view.shared)) && (
                    <>
                      <IconButton label={t`Rename the view ${view.name}`} onClick={() => setRenaming(view.id)}>
                        <Pencil aria-hidden className="size-4" />
                      </IconButton>
                      <IconButton
                        label={t`Delete the view ${view.name}`}
                        disabled={remove.isPending}
                        onClick={() => remove.mutate(view)}
                      >
                        <Trash2 aria-hidden className="size-4" />
                      </IconButton>
                    </>
                  )}
                </>
              )}
            </li>
          ))}
        </ul>
      )}
    </Dialog>
  )
}

interface RenameFormProps {
  readonly view: SavedView
  readonly onDone: () => void
}

/** In the place of the name; Escape leaves it as it was. */
function RenameForm({ view, onDone }: RenameFormProps) {
  const owner = useOwnerId()
  const [name, setName] = useState(view.name)
  const rename = useWrite(
    (next: string) => fleetApi.renameView(owner, { id: view.id, name: next }),
    [fleetKeys.views(owner)],
    (renamed) => {
      notify(t`Renamed the view to “${renamed.name}”`)
      onDone()
    },
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const next = name.trim()
    if (next === view.name) onDone()
    else if (next) rename.mutate(next)
  }
  return (
    <form
      onSubmit={submit}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        // Otherwise the dialog closes with it.
        event.stopPropagation()
        onDone()
      }}
      className="flex flex-1 flex-wrap items-center gap-2 py-1.5"
    >
      <Input
        value={name}
        onChange={(event) => setName(event.target.value)}
        aria-label={t`New name of the view ${view.name}`}
        maxLength={60}
        autoComplete="off"
        autoFocus
        className="min-w-40 flex-1"
      />
      <Button type="submit" variant="primary" pending={rename.isPending} disabled={!name.trim()}>
        <Trans>Rename</Trans>
      </Button>
      <Button onClick={onDone}>
        <Trans>Cancel</Trans>
      </Button>
      {rename.error && (
        <div className="w-full">
          <Problem error={rename.error} />
        </div>
      )}
    </form>
  )
}
