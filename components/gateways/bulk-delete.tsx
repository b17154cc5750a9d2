'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { BulkDialog } from '#components/fleet/bulk-dialog.tsx'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { TypedConfirmation } from '#components/ui/typed-confirmation.tsx'
import { namesOf } from '#lib/client/bulk.ts'
import { fleetApi } from '#lib/client/fleet-api.ts'
import { formatCount } from '#lib/client/format.ts'
import { keys } from '#lib/client/queries.ts'
import { ApiProblem } from '#lib/client/request.ts'
import type { RolloutTargetBody } from '#lib/client/rollout-contracts.ts'
import { rolloutKeys } from '#lib/client/rollout-queries.ts'

interface BulkDeleteProps {
  readonly target: RolloutTargetBody
  readonly count: number
  /** False: at least so many. */
  readonly exact: boolean
  readonly onClose: () => void
  /** Something was deleted: the selection is of what is gone. */
  readonly onDone: () => void
}

/** Says what stays on the gateways (rules.md 17), asks for their number, and deletes them in sight. */
export function BulkDelete({ target, count, exact, onClose, onDone }: BulkDeleteProps) {
  const owner = useOwnerId()
  const client = useQueryClient()
  const [meant, setMeant] = useState(false)
  const many = `${formatCount(count)}${exact ? '' : '+'}`
  const number = count === 1 ? t`1 gateway` : t`${many} gateways`
  const text = t`delete ${count}`
  if (meant) {
    return (
      <BulkDialog
        title={t`Deleting ${number}`}
        done={t`Deleted`}
        file="deleted-gateways.csv"
        load={async (signal) => {
          const names = await namesOf(owner, target, signal)
          // Another one may have come into the filter since it was chosen.
          if (exact && names.length > count) {
            const found = formatCount(names.length)
            throw new ApiProblem(409, t`${found} gateways match now, more than you confirmed. Nothing was deleted.`, {})
          }
          return names
        }}
        act={(slice) => fleetApi.remove(owner, slice)}
        onSettled={() => {
          for (const queryKey of [keys.gateways(owner), rolloutKeys.tags(owner), ['gateway', owner]])
            void client.invalidateQueries({ queryKey })
        }}
        onClose={() => {
          onDone()
          onClose()
        }}
      />
    )
  }
  return (
    <TypedConfirmation
      title={t`Delete ${number}`}
      text={text}
      what={t`what is asked for`}
      matches={(typed) => typed.replace(/\s+/g, ' ').toLowerCase() === text.toLowerCase()}
      action={t`Delete ${number}`}
      keep={t`Keep them`}
      pending={false}
      error={undefined}
      onConfirm={() => setMeant(true)}
      onClose={onClose}
    >
      <li>
        <Trans>
          <span className="font-medium text-ink">What is on the gateways stays there.</span> They remain connected to
          the LNS that they have until the next owner sets another one.
        </Trans>
      </li>
      <li>
        <Trans>Their credentials are wiped here and refused from now on. This cannot be undone.</Trans>
      </li>
      <li>
        <Trans>Whoever has the claim PIN of a label can claim that gateway. Those added by hand are gone.</Trans>
      </li>
    </TypedConfirmation>
  )
}
