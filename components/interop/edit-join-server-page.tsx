'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useRouter } from 'next/navigation'
import { useCan, useOwnerId } from '#components/shell/owner-context.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { notify } from '#components/ui/toast.tsx'
import { Waiting } from '#components/ui/waiting.tsx'
import { useJoinServer } from '#lib/client/interop-queries.ts'
import { paths } from '#lib/client/paths.ts'
import { JoinServerForm } from './join-server-form.tsx'

export function EditJoinServerPage({ id }: { readonly id: string }) {
  const owner = useOwnerId()
  const router = useRouter()
  const may = useCan('interop:write')
  const { data, error, refetch, isFetchedAfterMount } = useJoinServer(owner, id, true)
  const list = { label: t`Join servers`, href: paths.joinServers(owner) }
  const crumbs = data ? [list, { label: data.joinServer.fqdn, href: paths.joinServer(owner, id) }] : [list]
  return (
    <>
      <PageHeader crumbs={crumbs} title={t`Edit join server`} />
      {error && !data && <Problem error={error} onRetry={() => void refetch()} />}
      {!may && (
        <Notice>
          <Trans>Join servers are changed by the owner’s admins and operators. Ask one of them.</Trans>
        </Notice>
      )}
      {!error && may && !(data && isFetchedAfterMount) && <Waiting what={t`the join server`} />}
      {/* The form is made once: from what the server says now, not from what an earlier page left behind. */}
      {may && data && isFetchedAfterMount && (
        <JoinServerForm
          saved={data}
          onSaved={({ joinServer }) => {
            notify(t`Saved ${joinServer.fqdn}`)
            router.push(paths.joinServer(owner, id))
          }}
        />
      )}
    </>
  )
}
