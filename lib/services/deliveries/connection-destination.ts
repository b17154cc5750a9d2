/** Reports to application servers: the body in the connection's encoding, the query with its token, the custom headers. */
import { findConnectionsForDelivery, type StoredConnection } from '#lib/db/connections.ts'
import type { DueDelivery } from '#lib/db/deliveries.ts'
import type { ReportFields, ReportKind } from '#lib/domain/tunnel/report.ts'
import { renderReport } from '#lib/domain/tunnel/report-body.ts'
import { reportQuery, withQuery } from '#lib/domain/tunnel/report-query.ts'
import type { OutboundRequest } from '#lib/outbound/request.ts'
import { openRequestHeaders, openSigningKey } from '../connections/connection-secrets.ts'
import type { Context } from '../context.ts'
import { deactivateGone } from './deactivate-gone.ts'
import type { DestinationType } from './destination.ts'
import { sendOverHttp } from './send-over-http.ts'

export const connectionDestination: DestinationType = {
  load: async (context, id) => {
    const [connection] = await findConnectionsForDelivery(context.sql, [id])
    if (!connection) return undefined
    const request = await connectionRequests(context, connection)
    return {
      active: connection.active,
      durable: connection.queueMode === 'durable',
      send: (delivery, signal) => sendOverHttp(context, { ...request(delivery), signal }),
      gone: () => deactivateGone(context, connection),
    }
  },
}

/** Opens the secrets once; the answer makes the request of one delivery, signed at this moment. */
export async function connectionRequests(
  context: Context,
  connection: StoredConnection,
): Promise<(delivery: Pick<DueDelivery, 'id' | 'kind' | 'document'>) => OutboundRequest> {
  const given = openRequestHeaders(context, connection).map(({ name, value }) => [name, value] as const)
  return ({ id, kind, document }) => {
    const report = { kind: kind as ReportKind, fields: JSON.parse(document) as ReportFields }
    const body = renderReport(report, connection.contentType)
    const now = context.now()
    const query = reportQuery(report, {
      asId: connection.asId,
      lrnInfos: `${connection.asId}-1-${id}`,
      time: now,
      asKey: openSigningKey(context, connection, now),
    })
    return {
      url: withQuery(connection.url, query),
      method: 'POST',
      headers: { Accept: '*/*', ...Object.fromEntries(given), 'Content-Type': body.mediaType },
      body: body.text,
    }
  }
}
