'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
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
        <PageHeader title={t`Audit`} />
        <Notice>
          <Trans>The audit trail is read by the owner’s admins. Ask one of them.</Trans>
        </Notice>
      </>
    )
  }
  return (
    <AuditList
      owner={owner.id}
      title={t`Audit`}
      lead={t`Every change in this owner, by whom and from where. Secrets are never part of it.`}
    />
  )
}
