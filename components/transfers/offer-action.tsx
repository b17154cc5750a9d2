'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { ArrowLeftRight } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { useCan } from '#components/shell/owner-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import type { RolloutTargetBody } from '#lib/client/rollout-contracts.ts'

const OfferDialog = dynamic(() => import('./offer-dialog.tsx').then((module) => module.OfferDialog), {
  loading: () => null,
})

interface OfferActionProps {
  readonly target: RolloutTargetBody
  readonly count: number
  /** An icon among others. */
  readonly compact?: boolean
  /** More than one offer takes; the reason stands beside it. */
  readonly disabled?: boolean
}

/** Opens the dialog that offers these gateways to another owner. */
export function OfferAction({ target, count, compact, disabled = false }: OfferActionProps) {
  const may = useCan('gateway:claim')
  const [open, setOpen] = useState(false)
  if (!may) return null
  return (
    <>
      {compact ? (
        <IconButton label={t`Transfer to another owner`} className="size-8!" onClick={() => setOpen(true)}>
          <ArrowLeftRight aria-hidden className="size-4" />
        </IconButton>
      ) : (
        <Button disabled={disabled} onClick={() => setOpen(true)}>
          <ArrowLeftRight aria-hidden className="size-3.5" /> <Trans>Transfer</Trans>
        </Button>
      )}
      {open && <OfferDialog target={target} count={count} onClose={() => setOpen(false)} />}
    </>
  )
}
