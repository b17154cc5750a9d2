import type { ConnectionFilter } from '#lib/db/connection-lists.ts'
import { describeHealth } from '#lib/domain/connections/health-sentence.ts'
import { writeCsv } from '#lib/domain/csv/write-csv.ts'
import type { Context, OwnerActor } from '../context.ts'
import { pageConnections } from './view-connections.ts'

const COLUMNS = ['Health', 'Name', 'ID', 'Content type', 'Domains', 'Last delivery', 'URL', 'Sentence'] as const
const PAGE = 500

/** The list as CSV. */
export async function exportConnections(
  context: Context,
  actor: OwnerActor,
  filter: ConnectionFilter,
): Promise<string> {
  const records: string[][] = []
  let after: { sortName: string; id: string } | undefined
  do {
    const page = await pageConnections(context, actor, { ...filter, after, limit: PAGE })
    for (const row of page.rows) {
      records.push([
        row.health.state,
        row.name,
        row.asId,
        row.contentType,
        row.domains.length === 0 ? 'cross-domain' : row.domains.map((one) => `${one.group}: ${one.path}`).join('; '),
        row.health.lastDelivery ?? '',
        row.url ?? '',
        describeHealth(row.health.state),
      ])
    }
    after = page.last ?? undefined
  } while (after)
  return writeCsv([COLUMNS, ...records])
}
