/** Tells the application server of a downlink that never reached the network: DevEUI_downlink_Sent with DeliveryStatus 0. */
import type { Statements } from '#lib/db/client.ts'
import type { StoredConnection } from '#lib/db/connections.ts'
import type { LeasedDownlink } from '#lib/db/downlinks.ts'
import { makeReport } from '#lib/domain/tunnel/report.ts'
import { enqueueDeliveries } from '../deliveries/engine.ts'

/** Into the queue of reports, in the transaction that gives the downlink up. `cause` is a sentence. */
export async function reportFailedDownlink(
  tx: Statements,
  connection: Pick<StoredConnection, 'id' | 'ownerId' | 'customerId'>,
  downlink: LeasedDownlink,
  cause: string,
  now: Date,
): Promise<void> {
  const report = makeReport('DevEUI_downlink_Sent', {
    Time: now.toISOString().replace('Z', '+00:00'),
    DevEUI: downlink.devEui.toUpperCase(),
    FPort: downlink.fPort ?? 0,
    FCntDn: downlink.fCntDn ?? 0,
    DeliveryStatus: 0,
    DeliveryFailedCause1: cause,
    CorrelationID: downlink.correlationId,
    CustomerID: connection.customerId,
  })
  if (!report.ok) throw new Error(report.error)
  const { kind, fields } = report.value
  const delivery = {
    destinationType: 'connection',
    destinationId: connection.id,
    ownerId: connection.ownerId,
    device: downlink.devEui,
    kind,
    document: JSON.stringify(fields),
  }
  await enqueueDeliveries(tx, [delivery], now)
}
