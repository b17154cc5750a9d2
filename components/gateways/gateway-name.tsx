'use client'

import { t } from '@lingui/core/macro'
import { Check, Pencil, X } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { useCan, useOwnerId } from '#components/shell/owner-context.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { Badge } from '#components/ui/state.tsx'
import { api } from '#lib/client/api.ts'
import type { Gateway } from '#lib/client/contracts.ts'
import { keys, useWrite } from '#lib/client/queries.ts'

/** The owner's name for the gateway, edited in its place: Enter saves, Escape leaves it. */
export function GatewayName({ gateway }: { readonly gateway: Gateway }) {
  const owner = useOwnerId()
  const may = useCan('gateway:setup')
  const [draft, setDraft] = useState<string>()
  const rename = useWrite(
    (name: string) => api.changeGateway(owner, gateway.gateway, { name }),
    [keys.gateway(owner, gateway.gateway), keys.gateways(owner)],
    () => setDraft(undefined),
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const name = draft?.trim() ?? ''
    if (name === gateway.name) setDraft(undefined)
    else rename.mutate(name)
  }
  if (draft === undefined) {
    return (
      <span className="flex min-h-7 flex-wrap items-center gap-x-2 gap-y-1">
        <span className={gateway.name ? 'text-base text-ink' : 'text-base text-ink-3'}>
          {gateway.name || t`Unnamed`}
        </span>
        {may && (
          <IconButton label={t`Edit the name`} onClick={() => setDraft(gateway.name)}>
            <Pencil aria-hidden className="size-3.5" />
          </IconButton>
        )}
        <Badge>{gateway.flavor}</Badge>
        <Badge>{gateway.origin === 'batch' ? t`Claimed` : t`Added`}</Badge>
      </span>
    )
  }
  return (
    <form onSubmit={submit} className="max-w-sm">
      <div className="flex items-center gap-1">
        <input
          aria-label={t`Name`}
          aria-describedby={rename.error ? 'name-error' : undefined}
          aria-invalid={rename.error ? true : undefined}
          value={draft}
          maxLength={128}
          // biome-ignore lint/a11y/noAutofocus: the field appears because the person asked to edit it
          autoFocus
          onChange={(event) => setDraft(event.target.value)}
          onKeyDown={(event) => event.key === 'Escape' && setDraft(undefined)}
          className="h-7 min-w-0 flex-1 rounded-md border border-control bg-surface px-2 text-base focus:border-focus focus:outline-2 focus:-outline-offset-1 focus:outline-focus pointer-coarse:h-10"
        />
        <IconButton label={t`Save the name`} type="submit" disabled={rename.isPending}>
          <Check aria-hidden className="size-4" />
        </IconButton>
        <IconButton label={t`Keep the old name`} onClick={() => setDraft(undefined)}>
          <X aria-hidden className="size-4" />
        </IconButton>
      </div>
      {rename.error && (
        <p id="name-error" role="alert" className="mt-1 text-sm text-danger">
          {rename.error.message}
        </p>
      )}
    </form>
  )
}
