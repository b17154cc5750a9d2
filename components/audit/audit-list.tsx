'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Download, FileJson, FileSpreadsheet, ScrollText } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { formatGatewayTitle } from '#components/gateways/gateway-title.ts'
import { Button } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { FilterBar, Paging, SearchBox } from '#components/ui/filter.tsx'
import { FilterSelect } from '#components/ui/filter-select.tsx'
import { ROW_STOP } from '#components/ui/key-marks.ts'
import { Link } from '#components/ui/link.tsx'
import { type Column, ListTable } from '#components/ui/list-table.tsx'
import { Menu } from '#components/ui/menu.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { Cell } from '#components/ui/table.tsx'
import { agentWords } from '#lib/client/agent-words.ts'
import { auditApi } from '#lib/client/audit-api.ts'
import { useAuditEntries, useAuditFacets } from '#lib/client/audit-queries.ts'
import type { AuditEntry } from '#lib/client/contracts.ts'
import { paths } from '#lib/client/paths.ts'
import { AuditActor, actorText } from './audit-actor.tsx'
import { filterOf, isFiltered, useAuditUrl } from './audit-query.ts'
import { actionOptions, actionText } from './audit-words.ts'
import { summaryOf } from './entry-summary.ts'

const EntryDialog = dynamic(() => import('./entry-dialog.tsx').then((module) => module.EntryDialog), {
  loading: () => null,
})
const VerifyDialog = dynamic(() => import('./verify-dialog.tsx').then((module) => module.VerifyDialog), {
  loading: () => null,
})

const COLUMNS: readonly Column[] = [
  { head: t`Time`, className: 'w-[9rem]', skeleton: '5rem' },
  { head: t`What`, skeleton: '12rem' },
  { head: t`Gateway`, className: 'hidden w-[13rem] md:table-cell' },
  { head: t`Who`, className: 'hidden w-[11rem] md:table-cell' },
  { head: t`From`, className: 'hidden w-[12rem] lg:table-cell' },
]

interface AuditListProps {
  /** Empty: what concerns the installation. */
  readonly owner: string
  readonly title: string
  readonly lead: string
}

/** Who did what and from where, newest first. Read only. */
export function AuditList({ owner, title, lead }: AuditListProps) {
  const [url, change] = useAuditUrl()
  const filter = filterOf(url)
  const { data, error, refetch, isPlaceholderData } = useAuditEntries(owner, { ...filter, cursor: url.cursor }, true)
  const [shown, setShown] = useState<AuditEntry>()
  const [verifying, setVerifying] = useState(false)
  const download = (format: 'csv' | 'jsonl') => window.location.assign(auditApi.file(owner, filter, format))
  return (
    <>
      <PageHeader
        title={title}
        lead={lead}
        actions={
          <>
            <Menu
              align="end"
              trigger={
                <Button>
                  <Download aria-hidden className="size-3.5" /> <Trans>Export</Trans>
                </Button>
              }
              entries={[
                { kind: 'item', key: 'csv', label: 'CSV', icon: FileSpreadsheet, onSelect: () => download('csv') },
                { kind: 'item', key: 'jsonl', label: t`JSON lines`, icon: FileJson, onSelect: () => download('jsonl') },
              ]}
            />
            <Button onClick={() => setVerifying(true)}>
              <Trans>Verify</Trans>
            </Button>
          </>
        }
      />
      <Filters owner={owner} />
      {error && !data ? (
        <Problem error={error} onRetry={() => void refetch()} />
      ) : data?.entries.length === 0 ? (
        <EmptyState icon={ScrollText} title={isFiltered(url) ? t`Nothing found` : t`Nothing recorded yet`}>
          {isFiltered(url)
            ? t`No entry fits this filter.`
            : t`Every change appears here with its time, its actor and the address that it came from.`}
        </EmptyState>
      ) : (
        <>
          <ListTable
            label={t`Audit entries`}
            columns={COLUMNS}
            rows={data?.entries}
            expect={8}
            what={t`the entries`}
            stale={isPlaceholderData}
            row={(entry) => <AuditRow key={entry.id} owner={owner} entry={entry} onShow={() => setShown(entry)} />}
          />
          <Paging
            cursor={url.cursor}
            next={data?.next ?? null}
            shown={data?.entries.length ?? 0}
            onCursor={(cursor) => change({ cursor })}
          />
        </>
      )}
      {shown && <EntryDialog owner={owner} entry={shown} onClose={() => setShown(undefined)} />}
      {verifying && <VerifyDialog owner={owner} onClose={() => setVerifying(false)} />}
    </>
  )
}

const DAY_CLASS =
  'h-7 rounded-md border border-line-2 bg-transparent px-1.5 text-sm text-ink-2 hover:bg-hover pointer-coarse:h-10'

function Filters({ owner }: { readonly owner: string }) {
  const [url, change] = useAuditUrl()
  const { data: facets } = useAuditFacets(owner, true)
  // What the URL names stays choosable, also where it no longer occurs.
  const known = (values: readonly string[], value: string) =>
    value && !values.includes(value) ? [value, ...values] : values
  const actors = new Map(facets?.actors.map(({ id, name }) => [id, name]))
  return (
    <FilterBar>
      <SearchBox
        value={url.object}
        onSearch={(object) => change({ object }, 'replace')}
        label={t`Search by object`}
        placeholder={t`Gateway, id or name`}
      />
      <FilterSelect
        label={t`Action`}
        value={url.action}
        onChange={(action) => change({ action })}
        options={[{ value: '', label: t`All actions` }, ...actionOptions(known(facets?.actions ?? [], url.action))]}
      />
      <FilterSelect
        label={t`Actor`}
        value={url.actor}
        onChange={(actor) => change({ actor })}
        options={[
          { value: '', label: t`All actors` },
          ...known([...actors.keys()], url.actor).map((value) => ({
            value,
            label: actorText(value, actors.get(value) ?? null),
          })),
        ]}
      />
      <label className="flex items-center gap-1.5 text-sm text-ink-3">
        <Trans>From</Trans>
        <input
          type="date"
          value={url.from}
          max={url.to || undefined}
          onChange={(event) => change({ from: event.target.value }, 'replace')}
          className={DAY_CLASS}
        />
      </label>
      <label className="flex items-center gap-1.5 text-sm text-ink-3">
        <Trans>to</Trans>
        <input
          type="date"
          value={url.to}
          min={url.from || undefined}
          onChange={(event) => change({ to: event.target.value }, 'replace')}
          className={DAY_CLASS}
        />
      </label>
      {isFiltered(url) && (
        <Button variant="ghost" onClick={() => change({ actor: '', action: '', object: '', from: '', to: '' })}>
          <Trans>Clear</Trans>
        </Button>
      )}
    </FilterBar>
  )
}

interface RowProps {
  readonly owner: string
  readonly entry: AuditEntry
  readonly onShow: () => void
}

function AuditRow({ owner, entry, onShow }: RowProps) {
  const summary = summaryOf(entry)
  const gateway =
    entry.gateway &&
    (entry.gatewayHeld ? (
      <Link
        href={paths.gateway(owner, entry.gateway)}
        className="mono inline-flex min-h-6 items-center rounded-sm whitespace-nowrap hover:text-accent-ink"
      >
        {formatGatewayTitle(entry.gateway)}
      </Link>
    ) : (
      <span className="mono whitespace-nowrap">{formatGatewayTitle(entry.gateway)}</span>
    ))
  return (
    <tr>
      <Cell className="align-top text-ink-2">
        <RelativeTime at={entry.at} />
      </Cell>
      <Cell className="align-top">
        <button
          type="button"
          onClick={onShow}
          {...{ [ROW_STOP]: '' }}
          className="inline-flex min-h-6 items-center rounded-sm text-left font-medium hover:text-accent-ink"
        >
          {actionText(entry.action)}
        </button>
        {summary && <span className="line-clamp-2 text-xs wrap-anywhere text-ink-2">{summary}</span>}
        <span className="block md:hidden">{gateway}</span>
        <span className="block text-xs text-ink-3 md:hidden">
          <AuditActor actor={entry.actor} name={entry.actorName} />
        </span>
      </Cell>
      <Cell className="hidden align-top md:table-cell">{gateway}</Cell>
      <Cell className="hidden align-top break-words text-ink-2 md:table-cell">
        <AuditActor actor={entry.actor} name={entry.actorName} />
      </Cell>
      <Cell className="hidden align-top text-ink-2 lg:table-cell">
        <span className="mono block">{entry.address}</span>
        <span className="block truncate text-xs text-ink-3" title={entry.agent ?? undefined}>
          {entry.agent && agentWords(entry.agent)}
        </span>
      </Cell>
    </tr>
  )
}
