'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { History } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { Author } from '#components/firmware/author.tsx'
import { useCan, useOwnerId } from '#components/shell/owner-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { Waiting } from '#components/ui/waiting.tsx'
import type { InteropVersions } from '#lib/client/interop-api.ts'
import { useInteropVersion, useInteropVersions } from '#lib/client/interop-queries.ts'
import { ChangeList } from './change-list.tsx'
import { SECTION_WORDS } from './interop-words.ts'

const RestoreDialog = dynamic(() => import('./restore-dialog.tsx').then((module) => module.RestoreDialog), {
  loading: () => null,
})

type Head = InteropVersions['versions'][number]

/** Every save, newest first; each opens to what changed in it. */
export function HistoryPanel() {
  const owner = useOwnerId()
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInteropVersions(owner)
  const [open, setOpen] = useState<number>()
  if (error && !data) return <Problem error={error} onRetry={() => void refetch()} />
  if (!data) return <Waiting what={t`the history`} />
  const versions = data.pages.flatMap((page) => page.versions)
  const current = versions[0]?.version
  if (current === undefined)
    return (
      <EmptyState icon={History} title={t`No history yet`}>
        <Trans>Each save is a version, with who made it and what changed. Any of the last 200 can be restored.</Trans>
      </EmptyState>
    )
  return (
    <>
      <ol className="border-t">
        {versions.map((one) => (
          <li key={one.version} className="border-b">
            <VersionRow
              head={one}
              current={current}
              open={open === one.version}
              onToggle={() => setOpen(open === one.version ? undefined : one.version)}
            />
          </li>
        ))}
      </ol>
      {hasNextPage && (
        <Button className="mt-3" pending={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          <Trans>Show older versions</Trans>
        </Button>
      )}
    </>
  )
}

interface VersionRowProps {
  readonly head: Head
  readonly current: number
  readonly open: boolean
  readonly onToggle: () => void
}

function VersionRow({ head, current, open, onToggle }: VersionRowProps) {
  const panel = `version-${head.version}`
  return (
    <>
      <button
        type="button"
        aria-expanded={open}
        aria-controls={panel}
        onClick={onToggle}
        className="flex min-h-11 w-full flex-wrap items-baseline gap-x-3 gap-y-0.5 px-2 py-2 text-left text-sm hover:bg-hover"
      >
        <span className="w-24 shrink-0 font-medium tabular-nums">
          <Trans>Version {head.version}</Trans>
        </span>
        <span className="min-w-0 flex-1 basis-48 break-words">
          {SECTION_WORDS[head.action] ?? head.action} {whatOf(head)}
        </span>
        <span className="text-ink-3">
          <RelativeTime at={head.createdAt} plain /> <Author actor={head.createdBy} name={head.createdByName} />
        </span>
      </button>
      {open && (
        <div id={panel} className="px-2 pb-4">
          <VersionChanges version={head.version} current={current} />
        </div>
      )}
    </>
  )
}

function VersionChanges({ version, current }: { readonly version: number; readonly current: number }) {
  const owner = useOwnerId()
  const may = useCan('interop:write')
  const { data, error, refetch } = useInteropVersion(owner, version)
  const [asking, setAsking] = useState(false)
  if (error) return <Problem error={error} onRetry={() => void refetch()} />
  if (!data) return <Waiting what={t`the version`} />
  return (
    <div className="flex flex-col gap-3">
      <ChangeList changes={data.changes} label={t`Changes of version ${version}`} />
      {may && version !== current && (
        <div>
          <Button onClick={() => setAsking(true)}>
            <Trans>Restore version {version}</Trans>
          </Button>
        </div>
      )}
      {asking && <RestoreDialog version={version} current={current} onClose={() => setAsking(false)} />}
    </div>
  )
}

function whatOf({ action, detail }: Head): string {
  if (action === 'restore') return t`version ${String(detail.restored ?? '')}`
  if (action === 'import') return t`${String(detail.joinServers ?? '')} join servers`
  return String(detail.file ?? '')
}
