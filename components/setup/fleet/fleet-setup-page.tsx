'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { RadioTower } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useSearchParams } from 'next/navigation'
import { useState } from 'react'
import { SelectionGone } from '#components/gateways/selection-gone.tsx'
import { useCan, useOwnerId } from '#components/shell/owner-context.tsx'
import { ButtonLink } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { Waiting } from '#components/ui/waiting.tsx'
import { targetFrom } from '#lib/client/fleet-setup.ts'
import { formatCount } from '#lib/client/format.ts'
import { paths } from '#lib/client/paths.ts'
import { setupApi } from '#lib/client/setup-api.ts'

/** Comes while the gateways are asked for. */
const FleetForm = dynamic(() => import('./fleet-form.tsx').then((module) => module.FleetForm), { loading: () => null })

/** The setup of the gateways that the URL names, or that its filter finds. */
export function FleetSetupPage() {
  const owner = useOwnerId()
  const may = useCan('gateway:setup')
  const search = useSearchParams()
  const [target] = useState(() => targetFrom(new URLSearchParams(search?.toString())))
  const gone = target.by === 'gateways' && target.gateways.length === 0
  const { data, error, refetch } = useQuery({
    queryKey: ['setup-targets', owner, target],
    queryFn: ({ signal }) => setupApi.targets(owner, target, { signal }),
    // The form begins with what it was; a revision that moves is told when it is saved.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    enabled: may && !gone,
  })
  const everything = target.by === 'filter' && Object.keys(target).length === 1
  const count = data?.gateways.length ?? 0
  return (
    <>
      <PageHeader
        crumbs={[{ label: t`Gateways`, href: paths.gateways(owner) }]}
        title={data ? titleText(count, everything) : t`Set up gateways`}
        lead={t`Values for all, and files for each. What is left empty stays as it is. Nothing is sent before you save.`}
      />
      {!may ? (
        <Notice>
          <Trans>Your role in this owner may look at gateways, not set them up. Ask an admin or operator.</Trans>
        </Notice>
      ) : gone ? (
        <SelectionGone />
      ) : error && !data ? (
        <Problem error={error} onRetry={() => void refetch()} />
      ) : !data ? (
        <Waiting what={t`the gateways`} />
      ) : count === 0 ? (
        <EmptyState
          icon={RadioTower}
          title={t`No gateway matches`}
          actions={
            <ButtonLink href={paths.gateways(owner)}>
              <Trans>Choose gateways</Trans>
            </ButtonLink>
          }
        >
          <Trans>Select gateways in the list, or all that a filter finds, and choose “Set up”.</Trans>
        </EmptyState>
      ) : (
        <>
          {data.more && (
            <Notice kind="warning">
              <Trans>
                More than 10 000 gateways match. These are the first 10 000 by EUI; narrow the filter for the others.
              </Trans>
            </Notice>
          )}
          <FleetForm gateways={data.gateways} reload={async () => (await refetch()).data?.gateways} />
        </>
      )}
    </>
  )
}

function titleText(count: number, everything: boolean): string {
  if (count === 1) return t`Set up 1 gateway`
  return everything ? t`Set up all ${formatCount(count)} gateways` : t`Set up ${formatCount(count)} gateways`
}
