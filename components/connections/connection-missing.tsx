'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Cable } from 'lucide-react'
import { ButtonLink } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { type Crumb, PageHeader } from '#components/ui/page-header.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { Waiting } from '#components/ui/waiting.tsx'
import { paths } from '#lib/client/paths.ts'
import { ApiProblem } from '#lib/client/request.ts'

interface ConnectionMissingProps {
  readonly owner: string
  readonly error: unknown
  readonly onRetry: () => void
}

export function ConnectionMissing({ owner, error, onRetry }: ConnectionMissingProps) {
  const gone = error instanceof ApiProblem && [400, 404, 422].includes(error.status)
  if (!gone) return <Problem error={error} onRetry={onRetry} />
  return (
    <EmptyState
      page
      icon={Cable}
      title={t`No such connection`}
      actions={
        <ButtonLink href={paths.connections(owner)}>
          <Trans>Back to connections</Trans>
        </ButtonLink>
      }
    >
      <Trans>It may have been deleted, belong to another owner, or carry domains that are not yours.</Trans>
    </EmptyState>
  )
}

export function ConnectionSkeleton({ crumbs }: { readonly crumbs: readonly Crumb[] }) {
  return (
    <div aria-busy>
      <PageHeader crumbs={crumbs} title={<span className="skeleton inline-block h-5 w-40" />} />
      <div className="flex flex-col gap-4">
        {['a', 'b', 'c', 'd', 'e'].map((row) => (
          <div key={row} className="skeleton h-4 w-full max-w-2xl" />
        ))}
      </div>
      <Waiting what={t`the connection`} />
    </div>
  )
}
