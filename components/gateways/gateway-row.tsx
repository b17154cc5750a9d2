'use client'

import { t } from '@lingui/core/macro'
import { useConsole } from '#components/shell/owner-context.tsx'
import { Checkbox } from '#components/ui/checkbox.tsx'
import { Link } from '#components/ui/link.tsx'
import { LinkRow } from '#components/ui/link-row.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { Cell } from '#components/ui/table.tsx'
import type { GatewayRow } from '#lib/client/contracts.ts'
import { paths } from '#lib/client/paths.ts'
import type { ListColumn } from '#lib/domain/fleet/columns.ts'
import { COLUMN_LOOKS } from './gateway-columns.tsx'
import { GatewayState } from './gateway-state.tsx'
import { formatGatewayTitle } from './gateway-title.ts'
import type { Selection } from './use-selection.ts'

interface GatewayRowProps {
  readonly gateway: GatewayRow
  readonly columns: readonly ListColumn[]
  /** Undefined: nothing can be done to several. */
  readonly selection: Selection | undefined
  /** On a phone: a press on the row chooses it. */
  readonly selecting: boolean
}

/** One gateway of the list; on a phone its identifier with what tells it apart, and its state with the time. */
export function GatewayRowView({ gateway, columns, selection, selecting }: GatewayRowProps) {
  const { owner } = useConsole()
  const href = paths.gateway(owner.id, gateway.gateway)
  const choose = selecting && selection ? () => selection.toggle(gateway.gateway) : undefined
  return (
    <LinkRow href={href} onPress={choose}>
      {selection && (
        <Cell className={selecting ? 'w-10' : 'hidden md:table-cell'}>
          <Checkbox
            label={t`Select ${gateway.name || formatGatewayTitle(gateway.gateway)}`}
            checked={selection.has(gateway.gateway)}
            onChange={() => selection.toggle(gateway.gateway)}
          />
        </Cell>
      )}
      <Cell>
        <Link
          href={href}
          onClick={(event) => {
            if (!choose) return
            event.preventDefault()
            choose()
          }}
          className="mono rounded-sm whitespace-nowrap text-ink group-hover:text-accent-ink"
        >
          {formatGatewayTitle(gateway.gateway)}
        </Link>
        <span className="mt-0.5 block max-w-[52vw] truncate text-xs text-ink-3 md:hidden">
          {gateway.name || gateway.lnsUri || gateway.flavor}
        </span>
      </Cell>
      <Cell className="max-md:text-right">
        <GatewayState state={gateway.state} />
        <span className="mt-0.5 block text-xs text-ink-3 md:hidden">
          <RelativeTime at={gateway.lastSeen} plain />
        </span>
      </Cell>
      {columns.map((column) => (
        <Cell key={column} className={COLUMN_LOOKS[column].className}>
          {COLUMN_LOOKS[column].cell(gateway, columns)}
        </Cell>
      ))}
    </LinkRow>
  )
}

const ROWS = 8

/** Rows in the shape of rows while the first answer is on its way. */
export function SkeletonGateways({
  columns,
  selectable,
  selecting,
}: {
  readonly columns: readonly ListColumn[]
  readonly selectable: boolean
  readonly selecting: boolean
}) {
  return Array.from({ length: ROWS }, (_, row) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have no identity
    <tr key={row} aria-hidden>
      {selectable && <Cell className={selecting ? 'w-10' : 'hidden md:table-cell'} />}
      <Cell>
        <div className="skeleton h-3 w-[10.5rem]" />
      </Cell>
      <Cell>
        <div className="skeleton h-3 w-[5rem]" />
      </Cell>
      {columns.map((column) => (
        <Cell key={column} className={COLUMN_LOOKS[column].className}>
          <div className="skeleton h-3 w-3/5" />
        </Cell>
      ))}
    </tr>
  ))
}
