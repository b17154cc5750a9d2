'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Bell } from 'lucide-react'
import { ButtonLink } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { type Crumb, PageHeader } from '#components/ui/page-header.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { Waiting } from '#components/ui/waiting.tsx'
import { paths } from '#lib/client/paths.ts'
import { ApiProblem } from '#lib/client/request.ts'

interface TargetMissingProps {
  readonly owner: string
  readonly error: unknown
  readonly onRetry: () => void
}

export function TargetMissing({ owner, error, onRetry }: TargetMissingProps) {
  const gone = error instanceof ApiProblem && [400, 404, 422].includes(error.status)
  if (!gone) return <Problem error={error} onRetry={onRetry} />
  return (
    <EmptyState
      page
      icon={Bell}
      title={t`No such target`}
      actions={
        <ButtonLink href={paths.events(owner)}>
          <Trans>Back to events</Trans>
        </ButtonLink>
      }
    >
      <Trans>It may have been deleted, or it belongs to another owner.</Trans>
    </EmptyState>
  )
}

export function TargetSkeleton({ crumbs }: { readonly crumbs: readonly Crumb[] }) {
  return (
    <div aria-busy>
      <PageHeader crumbs={crumbs} title={<span className="skeleton inline-block h-5 w-40" />} />
      <div className="skeleton h-4 w-full max-w-2xl" />
      <Waiting what={t`the target`} />
    </div>
  )
}
