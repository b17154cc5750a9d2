/** Reports in and out: how many are accepted and delivered, and how long one takes. */
import { createHash } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { Context, OwnerActor } from '#lib/services/context.ts'
import { acceptReport } from '#lib/services/reports/accept-report.ts'
import { makeConnection } from '#tests/downlink/downlink-maker.ts'
import type { Arrivals } from './receiver.ts'

export interface DeliveryPlan {
  /** Accepted as fast as it goes. */
  readonly reports: number
  /** Then so many a second, for so many seconds. */
  readonly perSecond: number
  readonly seconds: number
}

export interface DeliveryResult {
  readonly reports: number
  /** In milliseconds: until all were accepted, and until all had arrived. */
  readonly accepted: number
  readonly delivered: number
  readonly steady: { readonly perSecond: number; readonly count: number; readonly p50: number; readonly p99: number }
}

const CREDENTIAL = 'ghr_bench'
const DEVICES = 1_000
const SENDERS = 128

export async function measureDeliveries(
  context: Context,
  { ownerId }: OwnerActor,
  receiver: { readonly port: number; ask(question: 'count' | 'reset'): Promise<Arrivals> },
  plan: DeliveryPlan,
): Promise<DeliveryResult> {
  const reportDigest = createHash('sha256').update(CREDENTIAL).digest()
  const url = `http://127.0.0.1:${receiver.port}/uplinks`
  const { id } = await makeConnection(context, ownerId, { reportDigest, url })
  const accept = (count: number) => {
    const fields = {
      Time: new Date().toISOString().replace('Z', '+00:00'),
      DevEUI: (0x20635f0108000000n + BigInt(count % DEVICES)).toString(16).toUpperCase(),
      FPort: 1,
      FCntUp: Math.floor(count / DEVICES),
      payload_hex: '0102030405060708090a0b0c',
      LrrRSSI: -113,
      LrrSNR: -9.25,
      SpFact: 12,
      Lrrs: { Lrr: [{ Lrrid: '69606FD0', Chain: 0, LrrRSSI: -113, LrrSNR: -9.25, LrrESP: -122.5 }] },
      CustomerID: '100000001',
    }
    const body = { DevEUI_uplink: fields }
    return acceptReport(context, { connectionId: id, credential: CREDENTIAL, event: undefined, body })
  }
  const arrived = async (count: number) => {
    while ((await receiver.ask('count')).count < count) await delay(20)
  }

  await accept(0)
  await arrived(1)
  await receiver.ask('reset')
  let next = 0
  const begun = performance.now()
  const senders = Array.from({ length: SENDERS }, async () => {
    while (next < plan.reports) await accept(next++)
  })
  await Promise.all(senders)
  const accepted = performance.now() - begun
  await arrived(plan.reports)
  const delivered = performance.now() - begun
  await receiver.ask('reset')

  const count = plan.perSecond * plan.seconds
  const under: Promise<unknown>[] = []
  const start = performance.now()
  for (let sent = 0; sent < count; ) {
    const due = Math.min(count, Math.floor(((performance.now() - start) / 1000) * plan.perSecond))
    while (sent < due) under.push(accept(sent++))
    await delay(5)
  }
  await Promise.all(under)
  await arrived(count)
  const { p50, p99 } = await receiver.ask('reset')
  return { reports: plan.reports, accepted, delivered, steady: { perSecond: plan.perSecond, count, p50, p99 } }
}
