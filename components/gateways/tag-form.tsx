'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { type FormEvent, useState } from 'react'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { Actions } from '#components/ui/actions.tsx'
import { Button } from '#components/ui/button.tsx'
import { Field, Input } from '#components/ui/field.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { SameAsCurl } from '#components/ui/same-as-curl.tsx'
import { api } from '#lib/client/api.ts'
import type { Gateway } from '#lib/client/contracts.ts'
import { keys, useWrite } from '#lib/client/queries.ts'
import { rolloutKeys } from '#lib/client/rollout-queries.ts'
import { formatLocation, type Location, parseLocation } from '#lib/domain/fleet/location.ts'

/** Edits site, location and tags in their place. */
export function TagForm({ gateway, onDone }: { readonly gateway: Gateway; readonly onDone: () => void }) {
  const owner = useOwnerId()
  const [tags, setTags] = useState(gateway.tags.join(', '))
  const [site, setSite] = useState(gateway.site)
  const [place, setPlace] = useState(
    gateway.latitude !== null && gateway.longitude !== null
      ? formatLocation({ latitude: gateway.latitude, longitude: gateway.longitude })
      : '',
  )
  const [fault, setFault] = useState<string>()
  const send = (location: Location | null) =>
    api.changeGateway(owner, gateway.gateway, {
      tags: tags
        .split(',')
        .map((tag) => tag.trim())
        .filter(Boolean),
      site: site.trim(),
      latitude: location?.latitude ?? null,
      longitude: location?.longitude ?? null,
    })
  const change = useWrite(
    send,
    [keys.gateway(owner, gateway.gateway), keys.gateways(owner), rolloutKeys.tags(owner)],
    onDone,
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const location = parseLocation(place)
    setFault(location.ok ? undefined : location.error)
    if (location.ok) change.mutate(location.value)
  }
  return (
    <form onSubmit={submit} className="mt-2 flex max-w-md flex-col gap-3">
      <Problem error={change.error} />
      <Field label={t`Tags`} hint={t`With commas between them: pilot, roof.`}>
        <Input value={tags} onChange={(event) => setTags(event.target.value)} autoComplete="off" autoFocus />
      </Field>
      <Field label={t`Site`} hint={t`Where it stands, in your own words.`}>
        <Input value={site} onChange={(event) => setSite(event.target.value)} maxLength={80} autoComplete="off" />
      </Field>
      <Field label={t`Location`} hint={t`Latitude and longitude: 47.3769, 8.5417. Empty: none.`} error={fault}>
        <Input
          value={place}
          onChange={(event) => setPlace(event.target.value)}
          className="mono"
          autoComplete="off"
          spellCheck={false}
        />
      </Field>
      <Actions>
        <Button type="submit" pending={change.isPending}>
          <Trans>Save</Trans>
        </Button>
        <Button variant="ghost" onClick={onDone}>
          <Trans>Cancel</Trans>
        </Button>
      </Actions>
      <SameAsCurl
        call={() => {
          const location = parseLocation(place)
          return location.ok && send(location.value)
        }}
      />
    </form>
  )
}
