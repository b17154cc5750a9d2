'use client'

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
        <PageHeader title="Site audit" />
        <Notice>This trail is read by the operators of the installation. Ask one of them.</Notice>
      </>
    )
  }
  return (
    <AuditList
      owner=""
      title="Site audit"
      lead="Sign-ins, batches and what operators do, whatever owner it concerns. Each owner’s own trail is under Audit."
    />
  )
}
