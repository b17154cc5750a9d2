import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { RadioTower } from 'lucide-react'
import { ButtonLink } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { Waiting } from '#components/ui/waiting.tsx'
import { paths } from '#lib/client/paths.ts'
import { ApiProblem } from '#lib/client/request.ts'
import { formatGatewayTitle } from './gateway-title.ts'

interface GatewayMissingProps {
  readonly error: Error
  readonly owner: string
  readonly gateway: string
  readonly onRetry: () => void
}

/** What a wrong address and another owner's gateway have in common: nothing is here. */
export function GatewayMissing({ error, owner, gateway, onRetry }: GatewayMissingProps) {
  const gone = error instanceof ApiProblem && (error.status === 404 || error.status === 422 || error.status === 400)
  if (!gone) return <Problem error={error} onRetry={onRetry} />
  return (
    <EmptyState
      page
      icon={RadioTower}
      title={t`No such gateway`}
      actions={
        <ButtonLink href={paths.gateways(owner)}>
          <Trans>Back to gateways</Trans>
        </ButtonLink>
      }
    >
      <Trans>
        <span className="mono break-all">{formatGatewayTitle(gateway)}</span> is not among this owner’s gateways. It may
        have been deleted, or it belongs to another owner.
      </Trans>
    </EmptyState>
  )
}

interface GatewaySkeletonProps {
  readonly gateway: string
  readonly crumbs: readonly { readonly label: string; readonly href: string }[]
}

export function GatewaySkeleton({ gateway, crumbs }: GatewaySkeletonProps) {
  return (
    <div aria-busy>
      <PageHeader crumbs={crumbs} title={<span className="mono break-all">{formatGatewayTitle(gateway)}</span>} />
      <div className="skeleton mb-6 h-4 w-80 max-w-full" />
      <div className="grid gap-8 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="flex flex-col gap-4">
          {['a', 'b', 'c', 'd', 'e', 'f'].map((row) => (
            <div key={row} className="skeleton h-4 w-full" />
          ))}
        </div>
        <div className="skeleton h-40" />
      </div>
      <Waiting what={t`the gateway`} />
    </div>
  )
}
