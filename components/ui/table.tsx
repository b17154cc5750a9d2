import { clsx } from 'clsx'
import { ArrowDown, ArrowUp } from 'lucide-react'
import type { ReactNode } from 'react'

interface TableProps {
  readonly label: string
  /** Columns keep the widths that their heads give; long text is cut. */
  readonly fixed?: boolean
  readonly children: ReactNode
}

/** Hairlines between rows, 13 px; the page scrolls, not the table. */
export function Table({ label, fixed, children }: TableProps) {
  return (
    <table aria-label={label} className={clsx('w-full border-collapse text-left text-sm', fixed && 'md:table-fixed')}>
      {children}
    </table>
  )
}

export interface Sorting {
  readonly sort: string
  readonly order: 'asc' | 'desc'
  readonly onSort: (sort: string, order: 'asc' | 'desc') => void
}

interface HeadProps {
  readonly children?: ReactNode
  readonly className?: string
  /** The column's name in the API, when it sorts. */
  readonly sort?: string
  readonly sorting?: Sorting
}

export function Head({ children, className, sort, sorting }: HeadProps) {
  const active = sort !== undefined && sorting?.sort === sort
  const Arrow = sorting?.order === 'desc' ? ArrowDown : ArrowUp
  return (
    <th
      scope="col"
      aria-sort={active ? (sorting.order === 'desc' ? 'descending' : 'ascending') : undefined}
      className={clsx(
        'h-8 border-b px-3 text-xs font-medium whitespace-nowrap text-ink-3 first:pl-2 last:pr-2',
        className,
      )}
    >
      {sort && sorting ? (
        <button
          type="button"
          className="inline-flex h-7 items-center gap-1 rounded-sm hover:text-ink"
          onClick={() => sorting.onSort(sort, active && sorting.order === 'asc' ? 'desc' : 'asc')}
        >
          {children}
          <Arrow aria-hidden className={clsx('size-3', !active && 'opacity-0')} />
        </button>
      ) : (
        children
      )}
    </th>
  )
}

interface CellProps {
  readonly children?: ReactNode
  readonly className?: string
  /** On a phone it gets what the others leave, and long text in it is cut: no table is wider than the screen. */
  readonly grow?: boolean
}

export function Cell({ children, className, grow }: CellProps) {
  return (
    <td
      className={clsx(
        'min-h-row border-b px-3 py-1.5 align-middle first:pl-2 last:pr-2',
        grow && 'max-md:w-full max-md:max-w-0',
        className,
      )}
    >
      {children}
    </td>
  )
}

/** Rows in the shape of rows while the first answer is on its way. */
export function SkeletonRows({ rows, widths }: { readonly rows: number; readonly widths: readonly (string | null)[] }) {
  return Array.from({ length: rows }, (_, row) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have no identity
    <tr key={row} aria-hidden>
      {widths.map((width, column) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have no identity
        <Cell key={column} className={width === null ? 'hidden md:table-cell' : undefined}>
          <div className="skeleton h-3" style={{ width: width ?? '60%' }} />
        </Cell>
      ))}
    </tr>
  ))
}
