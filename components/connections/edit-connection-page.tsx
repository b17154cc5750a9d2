'use client'

import { t } from '@lingui/core/macro'
import { useRouter } from 'next/navigation'
import { useCan, useOwnerId } from '#components/shell/owner-context.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import { notify } from '#components/ui/toast.tsx'
import { useConnection } from '#lib/client/connection-queries.ts'
import { paths } from '#lib/client/paths.ts'
import { ConnectionForm } from './connection-form.tsx'
import { ConnectionMissing, ConnectionSkeleton } from './connection-missing.tsx'

export function EditConnectionPage({ id }: { readonly id: string }) {
  const owner = useOwnerId()
  const router = useRouter()
  const may = useCan('connection:write')
  const { data, error, refetch, isFetchedAfterMount } = useConnection(owner, id, false)
  const list = { label: t`Connections`, href: paths.connections(owner) }
  if (error && !data) return <ConnectionMissing owner={owner} error={error} onRetry={() => void refetch()} />
  // The form is made once: from what the server says now, not from what an earlier page left behind.
  if (!data || !isFetchedAfterMount) return <ConnectionSkeleton crumbs={[list]} />
  return (
    <>
      <PageHeader crumbs={[list, { label: data.name, href: paths.connection(owner, id) }]} title={t`Edit connection`} />
      {may && data.access === 'full' ? (
        <ConnectionForm
          connection={data}
          onSaved={(saved) => {
            const [warning] = saved.warnings
            notify(warning ? t`Saved. ${warning}` : t`Saved`)
            router.push(paths.connection(owner, id))
          }}
        />
      ) : (
        <Notice>
          {may
            ? t`This connection is cross-domain: only members without domain restrictions change it. Ask an admin.`
            : t`Connections are changed by the owner’s admins and operators. Ask one of them.`}
        </Notice>
      )}
    </>
  )
}
