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
import { formatCount } from '#lib/client/format.ts'
import { useJoinServers } from '#lib/client/interop-queries.ts'
import { paths } from '#lib/client/paths.ts'
import { JoinServerList } from './join-server-list.tsx'

const MapPanel = dynamic(() => import('./map-panel.tsx').then((module) => module.MapPanel), { loading: () => null })
const FilesPanel = dynamic(() => import('./files-panel.tsx').then((module) => module.FilesPanel), {
  loading: () => null,
})
const HistoryPanel = dynamic(() => import('./history-panel.tsx').then((module) => module.HistoryPanel), {
  loading: () => null,
})

const PANELS = ['list', 'map', 'files', 'history'] as const
type Panel = (typeof PANELS)[number]

/** The workbench: join servers, the space of their prefixes, the files, and the history; the tab is part of the address. */
export function JoinServersPage() {
  const owner = useOwnerId()
  const may = useCan('interop:write')
  const count = useJoinServers(owner).data?.joinServers.length
  const asked = useSearchParams()?.get('tab')
  const panel = PANELS.find((name) => name === asked) ?? 'list'
  const open = (next: Panel) =>
    window.history.replaceState(null, '', paths.joinServers(owner, next === 'list' ? undefined : next))
  return (
    <>
      <PageHeader
        title={t`Join servers`}
        lead={t`Which Join Server The Things Stack asks for which devices.`}
        actions={
          may && (
            <>
              <ButtonLink href={paths.importJoinServers(owner)}>
                <Trans>Import</Trans>
              </ButtonLink>
              {count !== 0 && (
                <ButtonLink href={paths.newJoinServer(owner)} {...CREATE_KEY} variant="primary">
                  <Trans>Add join server</Trans>
                </ButtonLink>
              )}
            </>
          )
        }
      />
      <Tabs
        label={t`Join servers`}
        value={panel}
        onChange={open}
        tabs={[
          {
            value: 'list',
            label: (
              <>
                <Trans>Join servers</Trans>
                {count ? <span className="text-ink-3 tabular-nums">{formatCount(count)}</span> : null}
              </>
            ),
            panel: <JoinServerList />,
          },
          { value: 'map', label: t`JoinEUIs`, panel: <MapPanel /> },
          { value: 'files', label: t`Files`, panel: <FilesPanel /> },
          { value: 'history', label: t`History`, panel: <HistoryPanel /> },
        ]}
      />
    </>
  )
}
