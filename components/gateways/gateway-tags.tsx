'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { LocateFixed, MapPin, Pencil, Tag } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { useCan, useOwnerId } from '#components/shell/owner-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { Link } from '#components/ui/link.tsx'
import type { Gateway } from '#lib/client/contracts.ts'
import { paths } from '#lib/client/paths.ts'
import { formatLocation, type Location } from '#lib/domain/fleet/location.ts'

const TagForm = dynamic(() => import('./tag-form.tsx').then((module) => module.TagForm), { loading: () => null })

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
            <Tag aria-hidden className="size-3.5" /> <Trans>Add tags, site and location</Trans>
          </Button>
        ) : (
          <IconButton label={t`Edit tags, site and location`} onClick={() => setEditing(true)}>
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
        <span className="sr-only">
          {' '}
          <Trans>on a map, in a new tab</Trans>
        </span>
      </a>
      <CopyButton text={text} what={t`the location`} />
    </span>
  )
}
