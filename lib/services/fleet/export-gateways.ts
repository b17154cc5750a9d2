/** The list of gateways as CSV (RFC 4180), page after page: a million rows never lie in memory. */
import { stringify } from 'csv-stringify/sync'
import { type GatewayFilter, type GatewaySort, type PageEdge, planned } from '#lib/db/fleet.ts'
import { type GatewayListRow, listGatewayPage } from '#lib/db/gateway-views.ts'
import type { ListColumn } from '#lib/domain/fleet/columns.ts'
import { type Eui, formatEui64, formatId6 } from '#lib/domain/identifiers.ts'
import type { Context } from '../context.ts'
import { countFleet } from './count-fleet.ts'

export interface ExportRequest extends GatewayFilter {
  readonly sort: GatewaySort
  readonly descending: boolean
  readonly columns: readonly ListColumn[]
}

const PAGE = 2_000
const iso = (date: Date | null): string => date?.toISOString() ?? ''

const CELLS: Readonly<Record<ListColumn, readonly (readonly [head: string, cell: (row: GatewayListRow) => string])[]>> =
  {
    name: [['Name', (row) => row.name]],
    site: [
      ['Site', (row) => row.site],
      ['Tags', (row) => row.tags.join('; ')],
    ],
    lns: [['LNS', (row) => row.lnsUri ?? '']],
    cups: [['CUPS', (row) => row.cupsUri ?? '']],
    flavor: [['Flavor', (row) => row.flavor]],
    model: [['Model', (row) => row.reported?.model ?? '']],
    station: [['Station', (row) => row.reported?.station ?? '']],
    package: [['Firmware', (row) => row.reported?.package ?? '']],
    expires: [['Certificates end', (row) => iso(row.expiresAt)]],
    lastSeen: [['Last seen', (row) => iso(row.lastSeen)]],
    location: [
      ['Latitude', (row) => row.latitude?.toString() ?? ''],
      ['Longitude', (row) => row.longitude?.toString() ?? ''],
    ],
  }

/** UTF-8 with a byte order mark; a cell that a spreadsheet would compute is quoted. Coordinates are numbers and stay so. */
export async function* exportGateways(
  context: Context,
  ownerId: Eui,
  { columns, sort, descending, ...filter }: ExportRequest,
): AsyncGenerator<Uint8Array> {
  const now = context.now()
  const { large } = await countFleet(context, ownerId, filter)
  const cells = columns.flatMap((column) => CELLS[column])
  const write = (records: readonly (readonly string[])[], bom: boolean) =>
    Buffer.from(
      stringify(
        records.map((one) => [...one]),
        { bom, escape_formulas: true, record_delimiter: '\r\n' },
      ),
    )
  yield write([['EUI', 'ID6', 'State', ...cells.map(([head]) => head)]], true)
  let after: PageEdge | undefined
  for (;;) {
    const page = { filter, now, large, sort, descending, after, limit: PAGE }
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
