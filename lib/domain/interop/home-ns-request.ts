/**
 * A LoRaWAN Backend Interfaces request without side effects: HomeNSReq asks which network serves a device. It derives no
 * keys and uses up no DevNonce, and the DevEUI is made up (docs/decisions/0073).
 */
import type { Eui } from '../identifiers.ts'
import type { JoinServer, RequestPath } from './model.ts'
import { requestUrl } from './model.ts'

export interface HomeNsRequest {
  readonly url: string
  readonly path: RequestPath
  readonly transactionId: number
  readonly body: {
    readonly ProtocolVersion: '1.0' | '1.1'
    readonly TransactionID: number
    readonly MessageType: 'HomeNSReq'
    readonly SenderID: string
    readonly ReceiverID: string
    readonly SenderNSID?: string
    readonly DevEUI: string
  }
}

/** `netId`: 6 hex digits. `random`: at least 9 bytes, for the transaction and the DevEUI. */
export function homeNsRequest(
  server: Pick<JoinServer<unknown, unknown>, 'scheme' | 'fqdn' | 'port' | 'protocol' | 'paths' | 'senderNsId'>,
  { netId, joinEui, random }: { readonly netId: string; readonly joinEui: Eui; readonly random: Uint8Array },
): HomeNsRequest {
  const [a = 0, b = 0, c = 0, d = 0, ...rest] = random
  const transactionId = ((a << 24) | (b << 16) | (c << 8) | d) >>> 0
  // Joins are what matters: where HomeNSReq has no path of its own, their address is asked.
  const path: RequestPath = server.paths.homeNs ? 'homeNs' : 'join'
  return {
    url: requestUrl(server, path),
    path,
    transactionId,
    body: {
      ProtocolVersion: server.protocol === 'BI1.1' ? '1.1' : '1.0',
      TransactionID: transactionId,
      MessageType: 'HomeNSReq',
      SenderID: netId.toUpperCase(),
      ReceiverID: joinEui.toUpperCase(),
      ...(server.protocol === 'BI1.1' && server.senderNsId ? { SenderNSID: server.senderNsId.toUpperCase() } : {}),
      DevEUI: madeUpDevEui(rest),
    },
  }
}

/** `02…`: locally administered, so no maker of devices has it. */
const madeUpDevEui = (random: readonly number[]): string =>
  `024748${Array.from({ length: 5 }, (_, index) => (random[index] ?? 0).toString(16).padStart(2, '0')).join('')}`.toUpperCase()
