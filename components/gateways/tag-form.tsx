'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { type FormEvent, useState } from 'react'
import { Actions } from '#components/ui/actions.tsx'
import { Button } from '#components/ui/button.tsx'
import { Field, Input } from '#components/ui/field.tsx'
import { LateConflict } from '#components/ui/late-conflict.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { SameAsCurl } from '#components/ui/same-as-curl.tsx'
import type { Gateway } from '#lib/client/contracts.ts'
import { GATEWAY_LABELS, type GatewayLabelDraft, tagsOf } from '#lib/client/gateway-label-draft.ts'
import { useSharedForm } from '#lib/client/use-shared-form.ts'
import { parseLocation } from '#lib/domain/fleet/location.ts'
import { ShownLabels } from './shown-labels.tsx'
import { useLabelUndo } from './use-label-undo.ts'

/**
 * Edits site, location and tags in their place. They are shown as saved at once; where they could not be, the form comes
 * back with what was typed and says why.
 */
export function TagForm({ gateway, onDone }: { readonly gateway: Gateway; readonly onDone: () => void }) {
  const { send, saved } = useLabelUndo(gateway.gateway)
  const form = useSharedForm(gateway, GATEWAY_LABELS, {
    send,
    stale: [],
    onSaved: (now, sent) => {
      saved(t`Saved`, now, sent)
      onDone()
    },
  })
  const { draft, setDraft, changed, conflict, taken, choose, save, call, error, fault } = form
  const [pressed, setPressed] = useState(false)
  const location = parseLocation(draft.place)
  if (save.isPending) {
    const { latitude, longitude } = (location.ok && location.value) || { latitude: null, longitude: null }
    return <ShownLabels labels={{ tags: tagsOf(draft.tags), site: draft.site.trim(), latitude, longitude }} />
  }
  const edit = (patch: Partial<GatewayLabelDraft>) => setDraft({ ...draft, ...patch })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setPressed(true)
    if (!location.ok) return
    if (changed.length === 0) onDone()
    else save.mutate(undefined)
  }
  return (
    <form onSubmit={submit} className="mt-2 flex max-w-md flex-col gap-3">
      {conflict && (
        <LateConflict
          conflict={conflict}
          rules={GATEWAY_LABELS}
          labels={{ tags: t`Tags`, site: t`Site`, place: t`Location` }}
          textOf={(field, of) => of[field]}
          taken={taken}
          onTake={choose}
        />
      )}
      {!fault('tags') && !fault('site') && <Problem error={error} />}
      <Field label={t`Tags`} hint={t`With commas between them: pilot, roof.`} error={fault('tags')}>
        <Input
          value={draft.tags}
          onChange={(event) => edit({ tags: event.target.value })}
          autoComplete="off"
          autoFocus
        />
      </Field>
      <Field label={t`Site`} hint={t`Where it stands, in your own words.`} error={fault('site')}>
        <Input
          value={draft.site}
          onChange={(event) => edit({ site: event.target.value })}
          maxLength={80}
          autoComplete="off"
        />
      </Field>
      <Field
        label={t`Location`}
        hint={t`Latitude and longitude: 47.3769, 8.5417. Empty: none.`}
        error={pressed && !location.ok ? location.error : undefined}
      >
        <Input
          value={draft.place}
          onChange={(event) => edit({ place: event.target.value })}
          className="mono"
          autoComplete="off"
          spellCheck={false}
        />
      </Field>
      <Actions>
        <Button type="submit">
          <Trans>Save</Trans>
        </Button>
        <Button variant="ghost" onClick={onDone}>
          <Trans>Cancel</Trans>
        </Button>
      </Actions>
      <SameAsCurl call={() => location.ok && call()} />
    </form>
  )
}
