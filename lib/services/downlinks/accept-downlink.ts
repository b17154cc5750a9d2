/** Takes a downlink of an application server: who signed it, whether it is new, and then it is stored (tunnel.md §2). */
import { randomUUID } from 'node:crypto'
import { findConnectionByAsId } from '#lib/db/connections.ts'
import { findDownlinkDevice, insertDownlink } from '#lib/db/downlinks.ts'
import { addJob } from '#lib/db/job-queue.ts'
import { AppError } from '#lib/domain/app-error.ts'
import { parseDownlinkQuery, type SignedQuery, validUntil } from '#lib/domain/tunnel/downlink-query.ts'
import { checkSignature, DECOY_KEYS, timeFault } from '#lib/domain/tunnel/downlink-signature.ts'
import { openDownlinkKeys } from '../connections/connection-secrets.ts'
import type { Context } from '../context.ts'
import { downlinkJob, FORWARD_DOWNLINKS } from './downlink-jobs.ts'

export interface DownlinkRequest {
  /** Exactly as it was sent, without the `?`. */
  readonly rawQuery: string
  readonly address: string | null
}

export type DownlinkAnswer =
  /** Stored: it will be handed over, or reported as failed. */
  | { readonly kind: 'queued'; readonly id: string; readonly ignored: readonly string[] }
  /** Code 350: the network side takes counters from `expected` on. */
  | { readonly kind: 'counter'; readonly expected: number }

/** The same for an unknown AS_ID and a wrong token. */
const NOT_SIGNED =
  'The Token is not the one of this query and connection. Compare AS_ID and key with the connection’s page, and sign the query exactly as you send it.'
const INACTIVE = 'This connection is deactivated. Activate it in the console.'
const NO_NETWORK = 'This connection has no network side for downlinks. Set one on its page.'
const REPLAYED = 'This Token was used before. Sign each request anew, with the time of that moment in milliseconds.'
const FULL = 'Too many downlinks of this connection wait for the network side. Repeat this one later.'

/**
 * @throws AppError `bad_request` for a query that cannot be read, `forbidden` for a signature, clock or state that does
 * not fit, `conflict` for a replay, `rate_limited` when too much waits.
 */
export async function acceptDownlink(context: Context, request: DownlinkRequest): Promise<DownlinkAnswer> {
  const parsed = parseDownlinkQuery(request.rawQuery)
  if (!parsed.ok) throw new AppError('bad_request', parsed.error)
  const { query } = parsed.value
  const now = context.now()
  const connection = await signedConnection(context, parsed.value, now)
  const late = timeFault(query.timeMs, now.getTime(), connection.maxDeviation)
  if (late) throw new AppError('forbidden', late)
  if (!connection.active) throw new AppError('forbidden', INACTIVE)
  if (connection.downlinkKind === 'none') throw new AppError('conflict', NO_NETWORK)
  const until = validUntil(query.validity, now.getTime())
  if (!until.ok) throw new AppError('bad_request', until.error)
  if (query.fCntDn !== null) {
    const device = await findDownlinkDevice(context.sql, connection.id, query.devEui)
    const least = device?.leastFCntDn ?? null
    if (least !== null && query.fCntDn < least) return { kind: 'counter', expected: least }
  }
  const id = randomUUID()
  const stored = await context.sql.begin(async (tx) => {
    const outcome = await insertDownlink(tx, {
      id,
      ownerId: connection.ownerId,
      connectionId: connection.id,
      token: Buffer.from(query.token, 'hex'),
      address: request.address,
      acceptedAt: now,
      devEui: query.devEui,
      fPort: query.fPort,
      payload: query.payload,
      fCntDn: query.fCntDn,
      confirmed: query.confirmed,
      flush: query.flush,
      validUntil: until.value === null ? null : new Date(until.value),
      correlationId: query.correlationId,
      rawQuery: request.rawQuery,
    })
    if (outcome === 'stored') {
      const device = { connectionId: connection.id, devEui: query.devEui }
      await addJob(tx, FORWARD_DOWNLINKS, device, downlinkJob(device))
    }
    return outcome
  })
  if (stored === 'replayed') throw new AppError('conflict', REPLAYED)
  if (stored === 'full') throw new AppError('rate_limited', FULL, { retryAfter: 60 })
  return { kind: 'queued', id, ignored: query.unknown }
}

async function signedConnection(context: Context, { query, signed, raw }: SignedQuery, now: Date) {
  const connection = await findConnectionByAsId(context.sql, query.asId)
  const keys = connection ? openDownlinkKeys(context, connection, now) : DECOY_KEYS
  const check = checkSignature({ signed, raw }, query.token, keys)
  if (check.kind === 'mistake') throw new AppError('forbidden', check.hint)
  if (!connection || check.kind === 'wrong') throw new AppError('forbidden', NOT_SIGNED)
  return connection
}
