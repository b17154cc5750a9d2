/** The list of gateways as CSV (RFC 4180), page after page: a million rows never lie in memory. */
import { stringify } from 'csv-stringify/sync'
import { type GatewayFilter, type PageEdge, planned } from '#lib/db/fleet.ts'
import { type GatewayListRow, listGatewayPage } from '#lib/db/gateway-views.ts'
import type { ListColumn } from '#lib/domain/fleet/columns.ts'
import { isIndexed, type ListSort } from '#lib/domain/fleet/sorts.ts'
import { type Eui, formatEui64, formatId6 } from '#lib/domain/identifiers.ts'
import type { Context } from '../context.ts'
import { assertSortable, countFleet } from './count-fleet.ts'

export interface ExportRequest extends GatewayFilter {
  readonly sort: ListSort
  readonly descending: boolean
  readonly columns: readonly ListColumn[]
}

const PAGE = 2_000
const iso = (date: Date | null): string => date?.toISOString() ?? ''

/** Numbers are numbers: only text can be a formula, and is guarded. */
type Value = string | number | null
type Column = readonly [head: string, cell: (row: GatewayListRow) => Value]

const CELLS: Readonly<Record<ListColumn, readonly Column[]>> = {
  name: [['Name', (row) => row.name]],
  site: [
    ['Site', (row) => row.site],
    ['Tags', (row) => row.tags.join('; ')],
  ],
  lns: [['LNS', (row) => row.lnsUri]],
  cups: [['CUPS', (row) => row.cupsUri]],
  flavor: [['Flavor', (row) => row.flavor]],
  model: [['Model', (row) => row.reported?.model ?? null]],
  station: [['Station', (row) => row.reported?.station ?? null]],
  package: [['Firmware', (row) => row.reported?.package ?? null]],
  expires: [['Certificates end', (row) => iso(row.expiresAt)]],
  lastSeen: [['Last seen', (row) => iso(row.lastSeen)]],
  location: [
    ['Latitude', (row) => row.latitude],
    ['Longitude', (row) => row.longitude],
  ],
}

/** Before the first byte is sent. @throws AppError `invalid` where the order takes fewer gateways than the filter finds. */
export async function checkExport(context: Context, ownerId: Eui, request: ExportRequest): Promise<void> {
  const { columns: _, sort, descending: __, ...filter } = request
  if (!isIndexed(sort)) assertSortable(sort, await countFleet(context, ownerId, filter))
}

/** UTF-8 with a byte order mark; text that a spreadsheet would compute is quoted. Coordinates are numbers and stay so. */
export async function* exportGateways(
  context: Context,
  ownerId: Eui,
  { columns, sort, descending, ...filter }: ExportRequest,
): AsyncGenerator<Uint8Array> {
  const now = context.now()
  const { large, vast } = await countFleet(context, ownerId, filter)
  const cells = columns.flatMap((column) => CELLS[column])
  const write = (records: readonly (readonly Value[])[], bom: boolean) =>
    Buffer.from(
      stringify(
        records.map((one) => [...one]),
        { bom, escape_formulas: true, record_delimiter: '\r\n' },
      ),
    )
  yield write([['EUI', 'ID6', 'State', ...cells.map(([head]) => head)]], true)
  let after: PageEdge | undefined
  for (;;) {
    const page = { filter, now, large, vast, sort, descending, after, limit: PAGE }
    const rows = await planned(context.sql, (tx) => listGatewayPage(tx, ownerId, page))
    if (rows.length > 0) {
      const records = rows.map((row) => [
        formatEui64(row.eui),
        formatId6(row.eui),
        row.state,
        ...cells.map(([, cell]) => cell(row)),
      ])
      yield write(records, false)
    }
    const last = rows.at(-1)
    if (rows.length < PAGE || !last) return
    after = { value: last.sortValue, eui: last.eui }
  }
}
