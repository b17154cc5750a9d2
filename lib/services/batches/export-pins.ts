/**
 * Claim PINs of a large order (seed 004): for one owner, once, encrypted to that owner's public key. Here they are never
 * in a file in clear.
 */
import { stringify } from 'csv-stringify/sync'
import { insertAuditEntries } from '#lib/db/audit-entries.ts'
import { countForeign, notePinExport } from '#lib/db/pin-exports.ts'
import { AppError } from '#lib/domain/app-error.ts'
import { type Eui, formatEui64, formatId6, formatMac } from '#lib/domain/identifiers.ts'
import type { Actor, Context } from '../context.ts'
import { deriveGateways, findPart, type PartWanted } from './batch-part.ts'
import { encrypterTo } from './encrypt-to.ts'

export interface PinExportWanted extends PartWanted {
  readonly ownerId: Eui
  /** age public key. */
  readonly recipient: string
  /** Also where a part of it went out before. */
  readonly again?: boolean | undefined
}

export interface PinExport {
  readonly id: string
  readonly count: number
  /** An age file that holds a CSV: eui, mac, pin. */
  readonly file: Uint8Array
  readonly name: string
}

const MOST = 100_000

export async function exportPins(context: Context, actor: Actor, wanted: PinExportWanted): Promise<PinExport> {
  const part = await findPart(context, wanted, MOST)
  const { from, to, count, batch } = part
  const { encrypter, recipient } = encrypterTo(wanted.recipient)
  const { ownerId } = wanted
  const rows: string[][] = []
  for await (const { eui, claimPin } of deriveGateways(context, part)) {
    rows.push([formatEui64(eui), formatMac(eui) ?? '', claimPin])
  }
  const csv = stringify([['eui', 'mac', 'pin'], ...rows], { record_delimiter: '\r\n' })
  const file = await encrypter.encrypt(csv)
  const id = await context.sql.begin(async (tx) => {
    const [owner] = await tx<{ id: Eui }[]>`select id from owners where id = ${ownerId}`
    if (!owner) throw new AppError('not_found', `There is no owner ${formatId6(ownerId)}.`)
    const foreign = await countForeign(tx, ownerId, from, to)
    if (foreign > 0) {
      throw new AppError(
        'conflict',
        `${foreign} gateways of this range belong to another owner. Choose a range without them.`,
      )
    }
    const detail = { batch: batch.id, from, to, count, recipient }
    const row = {
      batchId: batch.id,
      ownerId,
      from,
      to,
      count,
      recipient,
      createdAt: context.now(),
      createdBy: actor.id,
    }
    const noted = await notePinExport(tx, row, wanted.again ?? false)
    if ('before' in noted) {
      const { before } = noted
      throw new AppError(
        'conflict',
        `The PINs from ${formatEui64(before.from)} to ${formatEui64(before.to)} went to the owner ${formatId6(before.ownerId)} on ${before.createdAt.toISOString().slice(0, 10)}. They go out once; say that you want them again if that file is lost.`,
      )
    }
    // The owner's own trail tells it too.
    await insertAuditEntries(tx, [
      {
        ownerId,
        actor: actor.id,
        action: 'batch.export-pins',
        address: actor.address,
        detail: { id: noted.id, ...detail },
      },
    ])
    return noted.id
  })
  return { id, count, file, name: `claim-pins-${from}-${to}.csv.age` }
}
