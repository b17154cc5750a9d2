'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { clsx } from 'clsx'
import { useState } from 'react'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { Link } from '#components/ui/link.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { Waiting } from '#components/ui/waiting.tsx'
import type { InteropConfiguration, Segment } from '#lib/client/interop-api.ts'
import { useInteropConfiguration, useJoinServers } from '#lib/client/interop-queries.ts'
import { paths } from '#lib/client/paths.ts'
import { Resolver } from './resolver.tsx'

/** Rows that are drawn at first; a map of thousands would only be scrolled past. */
const FIRST_ROWS = 200

export function MapPanel() {
  const owner = useOwnerId()
  const { data, error, refetch } = useInteropConfiguration(owner)
  if (error && !data) return <Problem error={error} onRetry={() => void refetch()} />
  return (
    <div className="flex flex-col gap-8">
      <Resolver />
      {data ? <Maps configuration={data} /> : <Waiting what={t`the configuration`} />}
    </div>
  )
}

function Maps({ configuration }: { readonly configuration: InteropConfiguration }) {
  const { map, races, overlaps } = configuration
  const same = JSON.stringify(map.ns) === JSON.stringify(map.as)
  return (
    <>
      {races.length > 0 && (
        <section aria-label={t`Races`} className="flex flex-col gap-2">
          <h2 className="text-base font-semibold">
            <Trans>Races</Trans>
          </h2>
          {races.map(({ prefix, files }) => (
            <Notice key={prefix} kind="warning">
              <Trans>
                <span className="mono break-all">{prefix}</span> leads to {files.join(', ')}: all are asked at once, and
                the first that succeeds wins.
              </Trans>
            </Notice>
          ))}
        </section>
      )}
      <AddressMap title={same ? t`All JoinEUIs` : t`All JoinEUIs, as the network server sees them`} segments={map.ns} />
      {!same && <AddressMap title={t`As the application server sees them`} segments={map.as} />}
      {overlaps.length > 0 && (
        <section aria-label={t`Exceptions`} className="flex flex-col gap-2">
          <h2 className="text-base font-semibold">
            <Trans>Exceptions</Trans>
          </h2>
          <p className="text-sm text-ink-2">
            <Trans>A longer prefix inside one of another join server wins there.</Trans>
          </p>
          <ul className="divide-y rounded-md border text-sm">
            {overlaps.slice(0, FIRST_ROWS).map(({ inner, outer }) => (
              <li key={`${inner.file}${inner.prefix}`} className="px-3 py-2 break-words">
                <Trans>
                  <span className="mono text-xs">{inner.prefix}</span> of {inner.file} takes precedence over{' '}
                  <span className="mono text-xs">{outer.prefix}</span> of {outer.file}.
                </Trans>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  )
}

/** The intervals in order, like the map of an address space: longer prefixes are indented inside of shorter ones. */
function AddressMap({ title, segments }: { readonly title: string; readonly segments: readonly Segment[] }) {
  const [all, setAll] = useState(false)
  const shown = all ? segments : segments.slice(0, FIRST_ROWS)
  return (
    <section aria-label={title} className="flex flex-col gap-2">
      <h2 className="text-base font-semibold">{title}</h2>
      <ol className="overflow-hidden rounded-md border">
        {shown.map((segment) => (
          <SegmentRow key={segment.from} segment={segment} />
        ))}
      </ol>
      {shown.length < segments.length && (
        <button
          type="button"
          onClick={() => setAll(true)}
          className="self-start rounded-sm text-sm font-medium text-accent-ink underline underline-offset-3"
        >
          <Trans>Show all {segments.length} intervals</Trans>
        </button>
      )}
    </section>
  )
}

function SegmentRow({ segment }: { readonly segment: Segment }) {
  const owner = useOwnerId()
  const servers = useJoinServers(owner).data?.joinServers
  const { from, to, prefix, files, depth } = segment
  const nobody = prefix === null
  return (
    <li
      className={clsx(
        'grid grid-cols-[1.25rem_minmax(0,1fr)] items-center gap-x-3 gap-y-1 border-b px-3 py-2 text-sm last:border-b-0 sm:grid-cols-[1.25rem_11rem_minmax(0,1fr)]',
        nobody && 'bg-sunken',
      )}
    >
      <span aria-hidden className="flex items-stretch gap-0.5 self-stretch max-sm:row-span-2">
        {Array.from({ length: Math.min(depth + 1, 4) }, (_, level) => (
          <span
            // biome-ignore lint/suspicious/noArrayIndexKey: bars of one row
            key={level}
            className={clsx('w-1 rounded-full', nobody ? 'bg-line-2' : level === depth ? 'bg-accent' : 'bg-accent/35')}
          />
        ))}
      </span>
      <span className="mono text-xs/5 text-ink-2">
        {from}
        <span className="block text-ink-3">{to}</span>
      </span>
      <span className="min-w-0">
        {nobody ? (
          <span className="text-ink-3">
            <Trans>No prefix: joins fail</Trans>
          </span>
        ) : (
          <>
            {files.map((file, index) => {
              const id = servers?.find((one) => one.file === file)?.id
              return (
                <span key={file}>
                  {index > 0 && ', '}
                  {id ? (
                    <Link
                      href={paths.joinServer(owner, id)}
                      className="rounded-sm font-medium break-all hover:text-accent-ink"
                    >
                      {file}
                    </Link>
                  ) : (
                    file
                  )}
                </span>
              )
            })}
            <span className="mono block text-xs break-all text-ink-3">{prefix}</span>
          </>
        )}
      </span>
    </li>
  )
}
