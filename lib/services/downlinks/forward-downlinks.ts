/** Hands the downlinks of one device over to the network side, one after the other, until none is due (docs/downlink.md). */
import { findConnectionsForDelivery, type StoredConnection } from '#lib/db/connections.ts'
import {
  type LeasedDownlink,
  leaseDownlink,
  markAgain,
  markFailed,
  markHandedOver,
  rememberDownlinkDevice,
} from '#lib/db/downlinks.ts'
import { addJob } from '#lib/db/job-queue.ts'
import { HAND_OVER_SECONDS, retryDelay, type Verdict } from '#lib/domain/tunnel/downlink-network.ts'
import type { Context } from '../context.ts'
import { type DownlinkDeviceKey, downlinkJob, FORWARD_DOWNLINKS } from './downlink-jobs.ts'
import { handOver } from './hand-over.ts'
import { reportFailedDownlink } from './report-downlink.ts'

/** A hand-over is at most a few requests of 30 s: whoever takes longer is dead, in milliseconds. */
const LEASE_TIME = 150_000

/** `signal`: the process ends; what is not begun stays for the next one. */
export async function forwardDownlinks(
  context: Context,
  device: DownlinkDeviceKey,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    const now = context.now()
    const lease = await leaseDownlink(context.sql, device, now, new Date(now.getTime() + LEASE_TIME))
    if (lease.kind === 'none') return
    if (lease.kind === 'later') return later(context, device, lease.at)
    const { downlink } = lease
    const [connection] = await findConnectionsForDelivery(context.sql, [downlink.connectionId])
    const verdict = connection ? await judge(context, connection, downlink, signal) : GONE
    if (verdict === 'ended') {
      // Given back by hand: the next process need not wait for the lease to run out.
      await markAgain(context.sql, { id: downlink.id, cause: '', nextTryAt: now })
      return later(context, device, now)
    }
    const again = await conclude(context, connection, downlink, verdict)
    if (again) return later(context, device, again)
  }
}

const GONE: Verdict = { kind: 'refused', cause: 'The connection is gone.' }

const later = (context: Context, device: DownlinkDeviceKey, at: Date) =>
  addJob(context.sql, FORWARD_DOWNLINKS, { ...device }, downlinkJob(device, at))

async function judge(
  context: Context,
  connection: StoredConnection,
  downlink: LeasedDownlink,
  signal: AbortSignal,
): Promise<Verdict | 'ended'> {
  const now = context.now().getTime()
  if (now >= endOf(downlink)) return { kind: 'refused', cause: lateCause(downlink) }
  if (!connection.active) return { kind: 'refused', cause: 'The connection was deactivated.' }
  if (connection.downlinkKind === 'none' || !connection.downlinkUrl)
    return { kind: 'refused', cause: 'The connection has no network side for downlinks any more.' }
  if (signal.aborted) return 'ended'
  return handOver(context, connection, downlink)
}

/** Answers when to try again, or undefined when this downlink is done with. */
async function conclude(
  context: Context,
  connection: StoredConnection | undefined,
  downlink: LeasedDownlink,
  verdict: Verdict,
): Promise<Date | undefined> {
  const now = context.now()
  if (verdict.kind === 'accepted') {
    const final = downlink.payload === null
    await markHandedOver(context.sql, { id: downlink.id, reference: verdict.reference, final }, now)
    return undefined
  }
  if (verdict.kind === 'again') {
    const pause = retryDelay(downlink.attempts + 1, Math.random(), verdict.retryAfter)
    const nextTryAt = new Date(now.getTime() + pause * 1000)
    if (nextTryAt.getTime() < endOf(downlink)) {
      await markAgain(context.sql, { id: downlink.id, cause: verdict.cause, nextTryAt })
      return nextTryAt
    }
  }
  await fail(context, connection, downlink, verdict, now)
  return undefined
}

async function fail(
  context: Context,
  connection: StoredConnection | undefined,
  downlink: LeasedDownlink,
  verdict: Exclude<Verdict, { kind: 'accepted' }>,
  now: Date,
): Promise<void> {
  const cause = causeOf(verdict)
  const { ownerId, connectionId, devEui } = downlink
  await context.sql.begin(async (tx) => {
    if (!(await markFailed(tx, { id: downlink.id, cause }, now))) return
    if (verdict.kind === 'counter') {
      await rememberDownlinkDevice(tx, { ownerId, connectionId, devEui, leastFCntDn: verdict.expected }, now)
    }
    if (connection && downlink.payload !== null) await reportFailedDownlink(tx, connection, downlink, cause, now)
  })
}

function causeOf(verdict: Exclude<Verdict, { kind: 'accepted' }>): string {
  if (verdict.kind === 'counter') return `Downlink counter value already used. Expected=${verdict.expected}`
  if (verdict.kind === 'unknown-device') return 'The network server does not know the device.'
  return verdict.cause
}

/** Milliseconds since 1970 after which it is not handed over any more. */
const endOf = ({ validUntil, acceptedAt }: LeasedDownlink): number =>
  validUntil?.getTime() ?? acceptedAt.getTime() + HAND_OVER_SECONDS * 1000

const lateCause = ({ validUntil }: LeasedDownlink): string =>
  validUntil
    ? 'ValidityTime ended before the network side took it.'
    : 'The network side did not take it within an hour.'
