'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Pencil, Tag } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { useCan } from '#components/shell/owner-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import type { Gateway } from '#lib/client/contracts.ts'
import { ShownLabels } from './shown-labels.tsx'

const TagForm = dynamic(() => import('./tag-form.tsx').then((module) => module.TagForm), { loading: () => null })

/** Site, location and tags, edited in their place. */
export function GatewayTags({ gateway }: { readonly gateway: Gateway }) {
  const may = useCan('gateway:setup')
  const [editing, setEditing] = useState(false)
  const { tags, site, latitude, longitude } = gateway
  const bare = tags.length === 0 && !site && (latitude === null || longitude === null)
  if (editing) return <TagForm gateway={gateway} onDone={() => setEditing(false)} />
  if (!may && bare) return null
  return (
    <ShownLabels labels={gateway}>
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
    </ShownLabels>
  )
}
