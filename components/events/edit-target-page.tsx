'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useRouter } from 'next/navigation'
import { useCan, useOwnerId } from '#components/shell/owner-context.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import { notify } from '#components/ui/toast.tsx'
import { useEventTarget } from '#lib/client/event-queries.ts'
import { paths } from '#lib/client/paths.ts'
import { TargetForm } from './target-form.tsx'
import { TargetMissing, TargetSkeleton } from './target-missing.tsx'

export function EditTargetPage({ id }: { readonly id: string }) {
  const owner = useOwnerId()
  const router = useRouter()
  const may = useCan('connection:write')
  const { data, error, refetch, isFetchedAfterMount } = useEventTarget(owner, id, false)
  const list = { label: t`Events`, href: paths.events(owner) }
  if (error && !data) return <TargetMissing owner={owner} error={error} onRetry={() => void refetch()} />
  if (!data || !isFetchedAfterMount) return <TargetSkeleton crumbs={[list]} />
  return (
    <>
      <PageHeader crumbs={[list, { label: data.name, href: paths.eventTarget(owner, id) }]} title={t`Edit target`} />
      {may ? (
        <TargetForm
          target={data}
          onSaved={() => {
            notify(t`Saved`)
            router.push(paths.eventTarget(owner, id))
          }}
        />
      ) : (
        <Notice>
          <Trans>Targets are changed by the owner’s admins and operators. Ask one of them.</Trans>
        </Notice>
      )}
    </>
  )
}
