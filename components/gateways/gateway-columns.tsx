import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import type { GatewayRow } from '#lib/client/contracts.ts'
import type { ListColumn } from '#lib/domain/fleet/columns.ts'
import { formatLocation } from '#lib/domain/fleet/location.ts'
import type { ListSort } from '#lib/domain/fleet/sorts.ts'

interface ColumnLook {
  readonly head: string
  /** The column's name in the API, when it sorts. */
  readonly sort?: ListSort
  readonly className: string
  readonly cell: (row: GatewayRow, shown: readonly ListColumn[]) => ReactNode
}

const NOT_SET = (
  <span className="font-sans text-ink-3">
    <Trans>Not set</Trans>
  </span>
)
const reported = (text: string | null): ReactNode =>
  text ?? (
    <span className="text-ink-3">
      <Trans>Not reported</Trans>
    </span>
  )

/** Of each column: its head, from what width on it shows, and what it says. */
export const COLUMN_LOOKS: Readonly<Record<ListColumn, ColumnLook>> = {
  name: {
    head: t`Name`,
    sort: 'name',
    className: 'hidden truncate md:table-cell',
    // What has a column of its own is not said twice.
    cell: ({ name, tags, site }, shown) => (
      <>
        {name || (
          <span className="text-ink-3">
            <Trans>Unnamed</Trans>
          </span>
        )}
        {(tags.length > 0 || site) && !shown.includes('site') && (
          <span className="block truncate text-xs text-ink-3">{[site, ...tags].filter(Boolean).join(' · ')}</span>
        )}
      </>
    ),
  },
  site: {
    head: t`Site and tags`,
    sort: 'site',
    className: 'hidden w-[14rem] truncate md:table-cell',
    cell: ({ site, tags }) => (
      <>
        {site || (
          <span className="text-ink-3">
            <Trans>No site</Trans>
          </span>
        )}
        {tags.length > 0 && <span className="block truncate text-xs text-ink-3">{tags.join(' · ')}</span>}
      </>
    ),
  },
  lns: {
    head: 'LNS',
    className: 'mono hidden w-[16.5rem] truncate text-ink-2 xl:table-cell',
    cell: ({ lnsUri }) => lnsUri ?? NOT_SET,
  },
  cups: {
    head: 'CUPS',
    className: 'mono hidden w-[16.5rem] truncate text-ink-2 xl:table-cell',
    cell: ({ cupsUri }) => cupsUri ?? NOT_SET,
  },
  flavor: {
    head: t`Flavor`,
    className: 'hidden w-[10rem] truncate text-ink-2 min-[1400px]:table-cell',
    cell: ({ flavor }) => flavor,
  },
  model: {
    head: t`Model`,
    sort: 'model',
    className: 'hidden w-[9rem] truncate text-ink-2 md:table-cell',
    cell: ({ model }) => reported(model),
  },
  station: {
    head: t`Station`,
    className: 'hidden w-[12rem] truncate text-ink-2 md:table-cell',
    cell: ({ station }) => reported(station),
  },
  package: {
    head: t`Firmware`,
    sort: 'package',
    className: 'hidden w-[9rem] truncate text-ink-2 md:table-cell',
    cell: (row) => reported(row.package),
  },
  expires: {
    head: t`Certificates end`,
    sort: 'expires',
    className: 'hidden w-[10rem] text-ink-2 md:table-cell',
    cell: ({ expiresAt }) =>
      expiresAt ? <RelativeTime at={expiresAt} plain /> : <span className="text-ink-3">–</span>,
  },
  lastSeen: {
    head: t`Last seen`,
    sort: 'lastSeen',
    className: 'hidden w-[8rem] text-ink-2 md:table-cell',
    cell: ({ lastSeen }) => <RelativeTime at={lastSeen} plain />,
  },
  location: {
    head: t`Location`,
    className: 'mono hidden w-[12rem] truncate text-ink-2 md:table-cell',
    cell: ({ latitude, longitude }) =>
      latitude !== null && longitude !== null ? formatLocation({ latitude, longitude }) : NOT_SET,
  },
}
