'use client'

import { Trans } from '@lingui/react/macro'
import type { ClaimLabels } from '#lib/domain/claiming/claim-labels.ts'
import { formatLocation } from '#lib/domain/fleet/location.ts'

/** What a line of the table sets beside the claim. */
export function LabelLine({ labels }: { readonly labels: ClaimLabels }) {
  const { name, tags = [], site, latitude, longitude } = labels
  const located = latitude !== undefined && longitude !== undefined
  if (!name && !site && tags.length === 0 && !located) return null
  return (
    <dl className="flex flex-wrap gap-x-3 gap-y-0.5 [&>div]:flex [&>div]:min-w-0 [&>div]:gap-x-1.5 [&_dd]:min-w-0 [&_dd]:break-words [&_dt]:text-ink-3">
      {name && (
        <div>
          <dt>
            <Trans>Name</Trans>
          </dt>
          <dd>{name}</dd>
        </div>
      )}
      {tags.length > 0 && (
        <div>
          <dt>
            <Trans>Tags</Trans>
          </dt>
          <dd>{tags.join(', ')}</dd>
        </div>
      )}
      {site && (
        <div>
          <dt>
            <Trans>Site</Trans>
          </dt>
          <dd>{site}</dd>
        </div>
      )}
      {located && (
        <div>
          <dt>
            <Trans>Location</Trans>
          </dt>
          <dd className="tabular-nums">{formatLocation({ latitude, longitude })}</dd>
        </div>
      )}
    </dl>
  )
}
