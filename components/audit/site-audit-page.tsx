'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useConsole } from '#components/shell/owner-context.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import { AuditList } from './audit-list.tsx'

/** What concerns the installation: sign-ins, batches, what operators do. */
export function SiteAuditPage() {
  const { me } = useConsole()
  if (!me.user.siteOperator) {
    return (
      <>
        <PageHeader title={t`Site audit`} />
        <Notice>
          <Trans>This trail is read by the operators of the installation. Ask one of them.</Trans>
        </Notice>
      </>
    )
  }
  return (
    <AuditList
      owner=""
      title={t`Site audit`}
      lead={t`Sign-ins, batches and what operators do, whatever owner it concerns. Each owner’s own trail is under Audit.`}
    />
  )
}
