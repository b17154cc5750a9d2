/** The test button of a connection: a report that says what it is, sent at once and outside the queue. */
import { insertAuditEntries } from '#lib/db/audit-entries.ts'
import type { DeliveryStatus } from '#lib/domain/deliveries/delivery-status.ts'
import { tunnelTime } from '#lib/domain/tunnel/report-query.ts'
import { requireConnection } from '../connections/connection-access.ts'
import type { Context, OwnerActor } from '../context.ts'
import { connectionRequests } from './connection-destination.ts'
import { sendOverHttp } from './send-over-http.ts'

export interface TestResult {
  readonly status: 'Delivered' | DeliveryStatus
  /** Such as `2xx`; null: no answer. */
  readonly statusClass: string | null
  readonly durationMs: number
}

/** No device has it. */
const TEST_DEVICE = '0000000000000000'

/**
 * Sends a `DevEUI_uplink` with the connection's own key, headers and encoding. Tells the class of the status and the time,
 * and nothing of the answer: the button must not be a way to look into other networks (tunnel.md §5).
 */
export async function testConnection(context: Context, actor: OwnerActor, id: string): Promise<TestResult> {
  const { connection } = await requireConnection(context, actor, id, 'write')
  const { ownerId } = actor
  const detail = { connection: id, name: connection.name }
  await insertAuditEntries(context.sql, [
    { ownerId, actor: actor.id, action: 'connection.test', address: actor.address, detail },
  ])
  const document = JSON.stringify({
    Time: tunnelTime(context.now()),
    DevEUI: TEST_DEVICE,
    FPort: 1,
    FCntUp: 0,
    MType: 2,
    payload_hex: Buffer.from('Gatehouse test').toString('hex'),
    DevLrrCnt: 0,
    Late: 0,
    CustomerID: connection.customerId,
    CustomerData: { name: 'Test of the connection by Gatehouse' },
  })
  const request = await connectionRequests(context, connection)
  const outcome = await sendOverHttp(context, {
    ...request({ id: 0n, kind: 'DevEUI_uplink', document }),
    keepAlive: false,
  })
  const { httpStatus } = outcome
  return {
    status: outcome.kind === 'delivered' ? 'Delivered' : outcome.kind === 'gone' ? 'Error' : outcome.status,
    statusClass: httpStatus === null ? null : `${Math.floor(httpStatus / 100)}xx`,
    durationMs: Math.round(outcome.durationMs),
  }
}
