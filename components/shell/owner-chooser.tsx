'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Building2, ChevronRight } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useEffect } from 'react'
import { roleName } from '#components/people/role-words.ts'
import { Button } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { Link } from '#components/ui/link.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { Badge } from '#components/ui/state.tsx'
import { paths } from '#lib/client/paths.ts'
import { useMe } from '#lib/client/queries.ts'
import { ApiProblem } from '#lib/client/request.ts'
import { signOut } from '#lib/client/session.ts'

interface OwnerChooserProps {
  /** The page of the owner that opens. */
  readonly to?: (owner: string) => string
  /** Where to come back to after signing in. */
  readonly next?: string
}

/** One owner opens at once; of several, the person chooses. */
export function OwnerChooser({ to = paths.overview, next }: OwnerChooserProps) {
  const router = useRouter()
  const { data: me, error, refetch } = useMe()
  const signedOut = error instanceof ApiProblem && error.status === 401
  const only = me?.owners.length === 1 ? me.owners[0] : undefined
  const site = me?.owners.length === 0 && me.user.siteOperator
  useEffect(() => {
    if (signedOut) window.location.replace(paths.signIn(next))
    else if (only) router.replace(to(only.id))
    else if (site) router.replace(paths.batches)
  }, [signedOut, only, site, router, to, next])

  if (error && !signedOut) return <Problem error={error} onRetry={() => void refetch()} />
  if (!me || only || site) return <div className="skeleton mx-auto h-6 w-40" />
  if (me.owners.length === 0) {
    return (
      <EmptyState
        page
        icon={Building2}
        title={t`No owner yet`}
        actions={
          <Button onClick={() => void signOut().then(() => window.location.assign(paths.signIn()))}>
            <Trans>Sign out</Trans>
          </Button>
        }
      >
        <Trans>
          An owner is the organisation that holds gateways. Your account, {me.user.email}, is not a member of one. An
          operator adds you with <code className="mono">gatehouse user create --owner</code>.
        </Trans>
      </EmptyState>
    )
  }
  return (
    <>
      <h1 className="mb-4 text-xl font-semibold">
        <Trans>Choose an owner</Trans>
      </h1>
      <ul className="divide-y rounded-md border bg-surface">
        {me.owners.map((owner) => (
          <li key={owner.id}>
            <Link
              href={to(owner.id)}
              className="flex h-13 items-center gap-3 px-3 hover:bg-hover focus-visible:outline-offset-[-2px]"
            >
              <span className="min-w-0 flex-1 truncate text-sm font-medium">{owner.name}</span>
              <span className="mono text-sm text-ink-3">{owner.id}</span>
              <Badge>{roleName(owner.role)}</Badge>
              <ChevronRight aria-hidden className="size-4 text-ink-3" />
            </Link>
          </li>
        ))}
      </ul>
    </>
  )
}
