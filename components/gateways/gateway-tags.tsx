'use client'

import { LocateFixed, MapPin, Pencil, Tag } from 'lucide-react'
import Link from 'next/link'
import { type FormEvent, useState } from 'react'
import { useCan, useOwnerId } from '#components/shell/owner-context.tsx'
import { Actions } from '#components/ui/actions.tsx'
import { Button } from '#components/ui/button.tsx'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { Field, Input } from '#components/ui/field.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { api } from '#lib/client/api.ts'
import type { Gateway } from '#lib/client/contracts.ts'
import { paths } from '#lib/client/paths.ts'
import { keys, useWrite } from '#lib/client/queries.ts'
import { rolloutKeys } from '#lib/client/rollout-queries.ts'
import { formatLocation, type Location, parseLocation } from '#lib/domain/fleet/location.ts'

/** Site, location and tags, each a link to the gateways that share it; edited in their place. */
export function GatewayTags({ gateway }: { readonly gateway: Gateway }) {
  const owner = useOwnerId()
  const may = useCan('gateway:setup')
  const [editing, setEditing] = useState(false)
  const { tags, site, latitude, longitude } = gateway
  const location = latitude !== null && longitude !== null ? { latitude, longitude } : null
  const bare = tags.length === 0 && !site && !location
  if (editing) return <TagForm gateway={gateway} onDone={() => setEditing(false)} />
  if (!may && bare) return null
  const filtered = (name: string, value: string) => `${paths.gateways(owner)}?${new URLSearchParams({ [name]: value })}`
  return (
    <div className="flex min-h-7 flex-wrap items-center gap-x-1.5 gap-y-1 text-sm">
      {site && (
        <Link
          href={filtered('site', site)}
          className="mr-1.5 inline-flex items-center gap-1 rounded-sm text-ink-2 hover:text-ink"
        >
          <MapPin aria-hidden className="size-3.5 text-ink-3" /> {site}
        </Link>
      )}
      {location && <LocationLink location={location} />}
      {tags.map((tag) => (
        <Link
          key={tag}
          href={filtered('tag', tag)}
          className="inline-flex h-5 items-center rounded-sm border border-line-2 px-1.5 text-xs text-ink-2 hover:bg-hover hover:text-ink"
        >
          {tag}
        </Link>
      ))}
      {may &&
        (bare ? (
          <Button variant="ghost" className="-ml-2 h-7! px-2! text-ink-3" onClick={() => setEditing(true)}>
            <Tag aria-hidden className="size-3.5" /> Add tags, site and location
          </Button>
        ) : (
          <IconButton label="Edit tags, site and location" onClick={() => setEditing(true)}>
            <Pencil aria-hidden className="size-3.5" />
          </IconButton>
        ))}
    </div>
  )
}

/** Coordinates to copy, and a way to a map: none is loaded here. */
function LocationLink({ location }: { readonly location: Location }) {
  const text = formatLocation(location)
  const { latitude, longitude } = location
  return (
    <span className="mr-1.5 inline-flex items-center gap-0.5">
      <a
        href={`https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=17/${latitude}/${longitude}`}
        target="_blank"
        rel="noreferrer"
        className="mono inline-flex items-center gap-1 rounded-sm text-ink-2 hover:text-ink"
      >
        <LocateFixed aria-hidden className="size-3.5 text-ink-3" /> {text}
        <span className="sr-only"> on a map, in a new tab</span>
      </a>
      <CopyButton text={text} what="the location" />
    </span>
  )
}

function TagForm({ gateway, onDone }: { readonly gateway: Gateway; readonly onDone: () => void }) {
  const owner = useOwnerId()
  const [tags, setTags] = useState(gateway.tags.join(', '))
  const [site, setSite] = useState(gateway.site)
  const [place, setPlace] = useState(
    gateway.latitude !== null && gateway.longitude !== null
      ? formatLocation({ latitude: gateway.latitude, longitude: gateway.longitude })
      : '',
  )
  const [fault, setFault] = useState<string>()
  const change = useWrite(
    (location: Location | null) => {
      const list = tags
        .split(',')
        .map((tag) => tag.trim())
        .filter(Boolean)
      return api.changeGateway(owner, gateway.gateway, {
        tags: list,
        site: site.trim(),
        latitude: location?.latitude ?? null,
        longitude: location?.longitude ?? null,
      })
    },
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
      <Field label="Tags" hint="With commas between them: pilot, roof.">
        <Input value={tags} onChange={(event) => setTags(event.target.value)} autoComplete="off" autoFocus />
      </Field>
      <Field label="Site" hint="Where it stands, in your own words.">
        <Input value={site} onChange={(event) => setSite(event.target.value)} maxLength={80} autoComplete="off" />
      </Field>
      <Field label="Location" hint="Latitude and longitude: 47.3769, 8.5417. Empty: none." error={fault}>
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
          Save
        </Button>
        <Button variant="ghost" onClick={onDone}>
          Cancel
        </Button>
      </Actions>
    </form>
  )
}
