/** What many gateways that download an image at the same time cost the gateway plane: memory above all. */
import { randomBytes } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { armSchedules } from '#lib/db/firmware-schedules.ts'
import type { Context, OwnerActor } from '#lib/services/context.ts'
import { storeFirmware } from '#lib/services/store-firmware.ts'
import type { DownloadOrder, DownloadResult } from './downloads.ts'
import { fleetEui, tokenOf } from './fleet.ts'
import type { ServerUsage } from './server.ts'
import type { Worker } from './workers.ts'

export interface TransferPlan {
  readonly gateways: number
  /** Of the image. */
  readonly mebibytes: number
}

export interface TransferResult extends TransferPlan {
  /** Storing the image, in milliseconds. */
  readonly stored: number
  /** All downloads, in milliseconds. */
  readonly elapsed: number
  /** Of the gateway plane, in bytes: before, and the most during the downloads. */
  readonly rssBefore: number
  readonly rssMost: number
  /** Downloads that were whole. */
  readonly complete: number
}

interface Plane {
  readonly port: number
  ask(question: 'usage'): Promise<ServerUsage>
}

const MIB = 1024 * 1024
/** Between two looks at the memory, in milliseconds. */
const LOOK_EVERY = 100

/** The gateways are numbers of the fleet that nothing else uses. `ca`: PEM that the plane is trusted by. */
export async function measureTransfers(
  context: Context,
  actor: OwnerActor,
  plane: Plane,
  downloads: Worker<DownloadOrder, DownloadResult>,
  { gateways, mebibytes, from, ca }: TransferPlan & { from: number; ca: string },
): Promise<TransferResult> {
  const begun = performance.now()
  const names = { version: '2.0', model: '', flavor: '', notes: '', fileName: 'bench.bin' }
  const { image } = await storeFirmware(context, actor, names, randomPieces(mebibytes))
  const stored = performance.now() - begun
  const euis = Array.from({ length: gateways }, (_, index) => fleetEui(from + index))
  const tokens = euis.map((_, index) => tokenOf('cups', from + index))
  await context.sql`
    insert into gateways (eui, owner_id, origin, flavor, token_digest, claimed_at)
    select eui, ${actor.ownerId}, 'added', 'bench', sha256(convert_to(token, 'UTF8')), now()
      from unnest(${euis}::text[], ${tokens}::text[]) as r(eui, token)`
  const armings = euis.map((eui) => ({
    eui,
    imageId: image.id,
    crc: image.crc,
    notBefore: null,
    allowUnsigned: true,
  }))
  await armSchedules(context.sql, actor.ownerId, armings, actor.id, context.now())

  const { rss: rssBefore } = await plane.ask('usage')
  let rssMost = rssBefore
  let over = false
  const look = async () => {
    while (!over) {
      rssMost = Math.max(rssMost, (await plane.ask('usage')).rss)
      await delay(LOOK_EVERY)
    }
  }
  const looking = look()
  const { elapsed } = await downloads.ask({ port: plane.port, ca, from, count: gateways })
  over = true
  await looking
  return { gateways, mebibytes, stored, elapsed, rssBefore, rssMost, complete: await countComplete(context, euis) }
}

/** The end of a transfer is written behind it. */
async function countComplete(context: Context, euis: readonly string[]): Promise<number> {
  for (;;) {
    const [row] = await context.sql<{ open: number; complete: number }[]>`
      select count(*) filter (where s.ended_at is null)::int as open,
             count(*) filter (where s.state = 'offered' and s.bytes_sent = i.size)::int as complete
        from firmware_schedules s join firmware_images i on i.id = s.image_id where s.eui = any(${euis as string[]})`
    if (row?.open === 0) return row.complete
    await delay(LOOK_EVERY)
  }
}

async function* randomPieces(mebibytes: number): AsyncGenerator<Buffer> {
  for (let sent = 0; sent < mebibytes; sent++) yield randomBytes(MIB)
}
