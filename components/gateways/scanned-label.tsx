'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { QrCode } from 'lucide-react'
import { useEffect, useState } from 'react'
import { OwnerChooser } from '#components/shell/owner-chooser.tsx'
import { ButtonLink } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { keepLabel } from '#lib/client/claim-label.ts'
import { paths } from '#lib/client/paths.ts'

/** Where the QR code of a label leads: to the claim form of an owner, with the label filled in. */
export function ScannedLabel() {
  const [found, setFound] = useState<boolean>()
  useEffect(() => setFound(keepLabel()), [])
  if (found === undefined) return <div className="skeleton mx-auto h-6 w-40" />
  if (found) return <OwnerChooser to={paths.claimGateways} next={paths.scannedLabel} />
  return (
    <EmptyState
      page
      icon={QrCode}
      title={t`No gateway in this link`}
      actions={
        <ButtonLink href={paths.home}>
          <Trans>Open the console</Trans>
        </ButtonLink>
      }
    >
      <Trans>
        The link of a label ends with the gateway’s identifier and its claim PIN. Scan the QR code again, or type both
        into the claim form.
      </Trans>
    </EmptyState>
  )
}
