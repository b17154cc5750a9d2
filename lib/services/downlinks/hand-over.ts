/** One try to hand a downlink over: the requests that the connection's network side needs, and what its answers mean. */
import { Webhook } from 'standardwebhooks'
import type { StoredConnection } from '#lib/db/connections.ts'
import { findDownlinkDevice, type LeasedDownlink, rememberDownlinkDevice } from '#lib/db/downlinks.ts'
import {
  chirpStackFlush,
  chirpStackNextCounter,
  chirpStackRequest,
  chirpStackVerdict,
  conventionalDeviceId,
  foundDeviceId,
  httpsRequest,
  httpsVerdict,
  type NetworkAnswer,
  type NetworkRequest,
  nextCounter,
  type ThingsStackTarget,
  thingsStackRequest,
  thingsStackSearch,
  thingsStackVerdict,
  type Verdict,
} from '#lib/domain/tunnel/downlink-network.ts'
import { findSecretMistake, isSigningSecret } from '#lib/domain/tunnel/signing-secret.ts'
import { sendRequest } from '#lib/outbound/request.ts'
import { openDownlinkToken } from '../connections/connection-secrets.ts'
import type { Context } from '../context.ts'

/** Of the longest Retry-After that is respected, in seconds. */
const MAX_RETRY_AFTER = 3600
/** Of an answer, in bytes. */
const MAX_ANSWER = 64 * 1024

export function handOver(context: Context, connection: StoredConnection, downlink: LeasedDownlink): Promise<Verdict> {
  switch (connection.downlinkKind) {
    case 'things-stack':
      return toThingsStack(context, connection, downlink)
    case 'chirpstack':
      return toChirpStack(context, connection, downlink)
    default:
      return toHttps(context, connection, downlink)
  }
}

/**
 * The device's id is the one remembered, or `eui-…` as The Things Stack itself proposes; where there is no such device, it
 * is searched by DevEUI once and remembered.
 */
async function toThingsStack(
  context: Context,
  connection: StoredConnection,
  downlink: LeasedDownlink,
): Promise<Verdict> {
  const { applicationId, webhookId } = connection.downlinkSettings
  if (!applicationId) return { kind: 'refused', cause: 'The connection names no application of The Things Stack.' }
  const target: ThingsStackTarget = { baseUrl: connection.downlinkUrl ?? '', applicationId, webhookId }
  const { devEui, connectionId, ownerId } = downlink
  const known = (await findDownlinkDevice(context.sql, connectionId, devEui))?.deviceId
  const send = async (deviceId: string): Promise<Verdict> => {
    const answer = await ask(context, connection, thingsStackRequest(target, deviceId, downlink))
    return 'kind' in answer ? answer : thingsStackVerdict(answer, downlink)
  }
  const first = known ?? conventionalDeviceId(devEui)
  const verdict = await send(first)
  if (verdict.kind !== 'unknown-device') return verdict
  const found = await ask(context, connection, thingsStackSearch(target, devEui))
  if ('kind' in found) return found
  if (found.status === 401 || found.status === 403) return { kind: 'refused', cause: NO_SEARCH }
  const deviceId = foundDeviceId(found, devEui)
  if (!deviceId || deviceId === first) return { kind: 'refused', cause: NO_DEVICE }
  await rememberDownlinkDevice(context.sql, { ownerId, connectionId, devEui, deviceId }, context.now())
  const again = await send(deviceId)
  return again.kind === 'unknown-device' ? { kind: 'refused', cause: NO_DEVICE } : again
}

const NO_DEVICE = 'The application of The Things Stack has no device with this DevEUI.'
const NO_SEARCH =
  'The Things Stack has no device eui-<DevEUI>, and the API key may not search for another. Give the key the right to read devices.'

/** ChirpStack has no replace: the queue is emptied first, then filled. */
async function toChirpStack(
  context: Context,
  connection: StoredConnection,
  downlink: LeasedDownlink,
): Promise<Verdict> {
  const target = { baseUrl: connection.downlinkUrl ?? '' }
  if (downlink.flush) {
    const answer = await ask(context, connection, chirpStackFlush(target, downlink.devEui))
    if ('kind' in answer) return answer
    const verdict = chirpStackVerdict(answer)
    if (verdict.kind !== 'accepted' || downlink.payload === null) return verdict
  }
  if (downlink.fCntDn !== null) {
    const answer = await ask(context, connection, chirpStackNextCounter(target, downlink.devEui))
    if ('kind' in answer) return answer
    const expected = nextCounter(answer)
    if (expected !== undefined && downlink.fCntDn < expected) return { kind: 'counter', expected }
  }
  const answer = await ask(context, connection, chirpStackRequest(target, downlink))
  return 'kind' in answer ? answer : chirpStackVerdict(answer)
}

async function toHttps(context: Context, connection: StoredConnection, downlink: LeasedDownlink): Promise<Verdict> {
  // It would be of no use to try again.
  const mistake = findSecretMistake(openDownlinkToken(context, connection) ?? '')
  if (mistake) return { kind: 'refused', cause: mistake }
  const answer = await ask(context, connection, httpsRequest(connection.downlinkUrl ?? '', downlink), downlink.id)
  return 'kind' in answer ? answer : httpsVerdict(answer)
}

/** `messageId`: of a request that may be signed by Standard Webhooks. */
async function ask(
  context: Context,
  connection: StoredConnection,
  request: NetworkRequest,
  messageId?: string,
): Promise<NetworkAnswer | Extract<Verdict, { kind: 'again' }>> {
  const answer = await sendRequest(context.site.outbound, {
    ...request,
    headers: { ...request.headers, ...credentialOf(context, connection, request, messageId) },
    limits: { maxBodyBytes: MAX_ANSWER },
  })
  if (!answer.ok) return { kind: 'again', cause: answer.detail, retryAfter: undefined }
  const retryAfter = readRetryAfter(answer.headers['retry-after'], context.now())
  return { status: answer.status, body: answer.body.toString('utf8'), retryAfter }
}

function credentialOf(
  context: Context,
  connection: StoredConnection,
  request: NetworkRequest,
  messageId: string | undefined,
): Record<string, string> {
  const token = openDownlinkToken(context, connection)
  if (!token) return {}
  if (messageId !== undefined && isSigningSecret(token)) {
    const at = context.now()
    return {
      'webhook-id': messageId,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(token).sign(messageId, at, request.body ?? ''),
    }
  }
  // ChirpStack's REST proxy passes on what begins Grpc-Metadata-.
  const name = connection.downlinkKind === 'chirpstack' ? 'Grpc-Metadata-Authorization' : 'Authorization'
  return { [name]: `Bearer ${token}` }
}

/** Seconds from `now`; undefined where the header is missing or unreadable. */
function readRetryAfter(value: string | undefined, now: Date): number | undefined {
  if (value === undefined) return undefined
  const seconds = /^\d+$/.test(value.trim()) ? Number(value) : (Date.parse(value) - now.getTime()) / 1000
  return Number.isFinite(seconds) ? Math.min(Math.max(0, seconds), MAX_RETRY_AFTER) : undefined
}
