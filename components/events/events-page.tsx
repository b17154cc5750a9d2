'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import dynamic from 'next/dynamic'
import { useSearchParams } from 'next/navigation'
import { useCan, useOwnerId } from '#components/shell/owner-context.tsx'
import { ButtonLink } from '#components/ui/button.tsx'
import { CREATE_KEY } from '#components/ui/key-marks.ts'
import { PageHeader } from '#components/ui/page-header.tsx'
import { Tabs } from '#components/ui/tabs.tsx'
import { useEventTargets } from '#lib/client/event-queries.ts'
import { paths } from '#lib/client/paths.ts'
import { TargetList } from './target-list.tsx'

const EventLog = dynamic(() => import('./event-log.tsx').then((module) => module.EventLog), { loading: () => null })

/** Who is told, and what happened; the tab is part of the address. */
export function EventsPage() {
  const owner = useOwnerId()
  const may = useCan('connection:write')
  const panel = useSearchParams()?.get('tab') === 'log' ? 'log' : 'targets'
  const count = useEventTargets(owner).data?.targets.length
  return (
    <>
      <PageHeader
        title={t`Events`}
        lead={t`What your gateways do, told to a webhook or by e-mail. One outage of a site is one alert.`}
        actions={
          may &&
          panel === 'targets' &&
          count !== 0 && (
            <ButtonLink href={paths.newEventTarget(owner)} {...CREATE_KEY} variant="primary">
              <Trans>Add target</Trans>
            </ButtonLink>
          )
        }
      />
      <Tabs
        label={t`Events`}
        value={panel}
        onChange={(next) =>
          window.history.replaceState(null, '', paths.events(owner, next === 'log' ? 'log' : undefined))
        }
        tabs={[
          { value: 'targets', label: t`Targets`, panel: <TargetList /> },
          { value: 'log', label: t`What happened`, panel: <EventLog /> },
        ]}
      />
    </>
  )
}
