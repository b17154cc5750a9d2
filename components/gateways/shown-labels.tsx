'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { LocateFixed, MapPin } from 'lucide-react'
import type { ReactNode } from 'react'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { Link } from '#components/ui/link.tsx'
import type { StoredGatewayLabels } from '#lib/client/gateway-label-draft.ts'
import { paths } from '#lib/client/paths.ts'
import { formatLocation, type Location } from '#lib/domain/fleet/location.ts'

interface ShownLabelsProps {
  readonly labels: StoredGatewayLabels
  readonly children?: ReactNode
}

/** Site, location and tags, each a link to the gateways that share it. */
export function ShownLabels({ labels: { tags, site, latitude, longitude }, children }: ShownLabelsProps) {
  const owner = useOwnerId()
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
      {latitude !== null && longitude !== null && <LocationLink location={{ latitude, longitude }} />}
      {tags.map((tag) => (
        <Link
          key={tag}
          href={filtered('tag', tag)}
          className="inline-flex h-5 items-center rounded-sm border border-line-2 px-1.5 text-xs text-ink-2 hover:bg-hover hover:text-ink"
        >
          {tag}
        </Link>
      ))}
      {children}
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
