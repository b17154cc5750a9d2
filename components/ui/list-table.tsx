import { Trans } from '@lingui/react/macro'
import { clsx } from 'clsx'
import type { ReactNode } from 'react'
import { Cell, Head, Table } from './table.tsx'
import { Waiting } from './waiting.tsx'

export interface Column {
  readonly head: ReactNode
  /** Where it is shown, how wide it is, how it is aligned. */
  readonly className?: string
  /** The width of its placeholder. Absent: the column is not shown on a phone. */
  readonly skeleton?: string
}

/** The last column of rows that can be acted on. */
export const ACTIONS: Column = {
  head: (
    <span className="sr-only">
      <Trans>Actions</Trans>
    </span>
  ),
  className: 'w-24',
  skeleton: '3rem',
}

interface ListTableProps<Row> {
  readonly label: string
  readonly columns: readonly Column[]
  /** Absent while the first answer is on its way. */
  readonly rows: readonly Row[] | undefined
  /** One row with its key. */
  readonly row: (row: Row) => ReactNode
  /** How many rows to expect. */
  readonly expect?: number
  /** What the list waits for, told after five seconds: “the images”. */
  readonly what?: string
  /** The rows are those of the filter before. */
  readonly stale?: boolean
  /** Columns are as wide as their content. */
  readonly loose?: boolean
}

/** A table of records. On a phone its heads are for screen readers only; placeholders have the shape of rows. */
export function ListTable<Row>({ label, columns, rows, row, expect = 5, what, stale, loose }: ListTableProps<Row>) {
  return (
    <div className={clsx('transition-opacity', stale && 'opacity-60')} aria-busy={!rows || stale}>
      <Table label={label} fixed={!loose}>
        <thead className="max-md:sr-only">
          <tr>
            {columns.map(({ head, className }, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: columns neither move nor change in number
              <Head key={index} className={className}>
                {head}
              </Head>
            ))}
          </tr>
        </thead>
        <tbody>{rows ? rows.map(row) : <SkeletonRows rows={expect} columns={columns} />}</tbody>
      </Table>
      {!rows && what && <Waiting what={what} />}
    </div>
  )
}

function SkeletonRows({ rows, columns }: { readonly rows: number; readonly columns: readonly Column[] }) {
  return Array.from({ length: rows }, (_, row) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have no identity
    <tr key={row} aria-hidden>
      {columns.map(({ skeleton }, column) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have no identity
        <Cell key={column} className={skeleton ? undefined : 'hidden md:table-cell'}>
          <div className="skeleton h-3" style={{ width: skeleton ?? '60%' }} />
        </Cell>
      ))}
    </tr>
  ))
}
