'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { usePathname } from 'next/navigation'
import { useConsole } from '#components/shell/owner-context.tsx'
import { Link } from '#components/ui/link.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { useClaimAlerts } from '#lib/client/claim-attempt-api.ts'
import { formatCount } from '#lib/client/format.ts'
import { paths } from '#lib/client/paths.ts'

/** On every page of the installation, until an operator has seen to it: claim PINs are guessed. */
export function GuessingBanner() {
  const { me } = useConsole()
  const elsewhere = usePathname() !== paths.claimAttempts
  const count = useClaimAlerts(me.user.siteOperator && elsewhere).data?.alerts.length ?? 0
  if (!elsewhere || count === 0) return null
  return (
    <Notice kind="warning" className="mb-5">
      {count > 1 ? t`Claim PINs are being guessed (${formatCount(count)} episodes).` : t`Claim PINs are being guessed.`}{' '}
      <Link href={paths.claimAttempts} className="rounded-sm font-medium underline underline-offset-2">
        <Trans>Look at the claim attempts</Trans>
      </Link>
    </Notice>
  )
}
