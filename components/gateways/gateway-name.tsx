'use client'

import { t } from '@lingui/core/macro'
import { Check, Pencil, X } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { useCan } from '#components/shell/owner-context.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { LateConflict } from '#components/ui/late-conflict.tsx'
import { Badge } from '#components/ui/state.tsx'
import type { Gateway } from '#lib/client/contracts.ts'
import { textForm, useSharedForm } from '#lib/client/use-shared-form.ts'
import { useLabelUndo } from './use-label-undo.ts'

const NAME = textForm('name')

/** The owner's name for the gateway, edited in its place: Enter saves, Escape leaves it. */
export function GatewayName({ gateway }: { readonly gateway: Gateway }) {
  const may = useCan('gateway:setup')
  const [editing, setEditing] = useState(false)
  if (editing) return <NameEditor gateway={gateway} onDone={() => setEditing(false)} />
  return (
    <ShownName gateway={gateway} name={gateway.name}>
      {may && (
        <IconButton label={t`Edit the name`} onClick={() => setEditing(true)}>
          <Pencil aria-hidden className="size-3.5" />
        </IconButton>
      )}
    </ShownName>
  )
}

interface ShownNameProps {
  readonly gateway: Gateway
  readonly name: string
  readonly children?: React.ReactNode
}

function ShownName({ gateway, name, children }: ShownNameProps) {
  return (
    <span className="flex min-h-7 flex-wrap items-center gap-x-2 gap-y-1">
      <span className={name ? 'text-base text-ink' : 'text-base text-ink-3'}>{name || t`Unnamed`}</span>
      {children}
      <Badge>{gateway.flavor}</Badge>
      <Badge>{gateway.origin === 'batch' ? t`Claimed` : t`Added`}</Badge>
    </span>
  )
}

interface NameEditorProps {
  readonly gateway: Gateway
  readonly onDone: () => void
}

/** The new name stands there at once; where it could not be saved, the field comes back with it and says why. */
function NameEditor({ gateway, onDone }: NameEditorProps) {
  const { send, saved } = useLabelUndo(gateway.gateway)
  const { draft, setDraft, changed, conflict, taken, choose, save, error } = useSharedForm(gateway, NAME, {
    send,
    stale: [],
    onSaved: (now, sent) => {
      saved(now.name ? t`Renamed to “${now.name}”` : t`Took the name away`, now, sent)
      onDone()
    },
  })
  if (save.isPending) return <ShownName gateway={gateway} name={draft.name.trim()} />
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (changed.length === 0) onDone()
    else save.mutate(undefined)
  }
  return (
    <form onSubmit={submit} className="max-w-lg">
      {conflict && (
        <div className="mb-2">
          <LateConflict
            conflict={conflict}
            rules={NAME}
            labels={{ name: t`Name` }}
            textOf={(_, { name }) => name}
            taken={taken}
            onTake={choose}
          />
        </div>
      )}
      <div className="flex max-w-sm items-center gap-1">
        <input
          aria-label={t`Name`}
          aria-describedby={error ? 'name-error' : undefined}
          aria-invalid={error ? true : undefined}
          value={draft.name}
          maxLength={80}
          // biome-ignore lint/a11y/noAutofocus: the field appears because the person asked to edit it
          autoFocus
          onChange={(event) => setDraft({ name: event.target.value })}
          onKeyDown={(event) => event.key === 'Escape' && onDone()}
          className="h-7 min-w-0 flex-1 rounded-md border border-control bg-surface px-2 text-base focus:border-focus focus:outline-2 focus:-outline-offset-1 focus:outline-focus pointer-coarse:h-10"
        />
        <IconButton label={t`Save the name`} type="submit">
          <Check aria-hidden className="size-4" />
        </IconButton>
        <IconButton label={t`Keep the old name`} onClick={onDone}>
          <X aria-hidden className="size-4" />
        </IconButton>
      </div>
      {error && (
        <p id="name-error" role="alert" className="mt-1 text-sm text-danger">
          {gateway.name ? t`The name is still “${gateway.name}”.` : t`It still has no name.`} {error.message}
        </p>
      )}
    </form>
  )
}
