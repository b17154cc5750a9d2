'use client'

import { useCan, useConsole } from '#components/shell/owner-context.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import { AuditList } from './audit-list.tsx'

/** The trail of the owner of this page. */
export function AuditPage() {
  const { owner } = useConsole()
  if (!useCan('owner:admin')) {
    return (
      <>
        <PageHeader title="Audit" />
        <Notice>The audit trail is read by the owner’s admins. Ask one of them.</Notice>
      </>
    )
  }
  return (
    <AuditList
      owner={owner.id}
      title="Audit"
      lead="Every change in this owner, by whom and from where. Secrets are never part of it."
    />
  )
}
