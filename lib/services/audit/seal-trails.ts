/** Seals what was written since: the job of rules.md 27. Entries are written plainly and join their chain here, in sets. */
import { listUnsealed, listUnsealedTrails, lockChain, storeSeals } from '#lib/db/audit-chains.ts'
import { sealAll } from '#lib/domain/audit/chain.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import type { Context } from '../context.ts'

const SET = 2_000

/** Every trail with entries that wait. */
export async function sealTrails(context: Context, signal?: AbortSignal): Promise<void> {
  for (const ownerId of await listUnsealedTrails(context.sql)) {
    if (signal?.aborted) return
    await sealTrail(context, ownerId, signal)
  }
}

/** One trail, to its end. Two at once wait for each other; an entry whose transaction ends later is sealed later. */
export async function sealTrail(context: Context, ownerId: Eui | null, signal?: AbortSignal): Promise<void> {
  let sealed: number
  do {
    sealed = await sealSet(context, ownerId)
  } while (sealed === SET && !signal?.aborted)
}

function sealSet(context: Context, ownerId: Eui | null): Promise<number> {
  const now = context.now()
  return context.sql.begin(async (tx) => {
    const head = await lockChain(tx, ownerId, now)
    const records = (await listUnsealed(tx, ownerId, SET)).map((record, index) => ({
      ...record,
      seq: head.length + index + 1,
    }))
    const seals = sealAll(ownerId ?? '', Buffer.from(head.seal, 'hex'), records)
    const rows = records.flatMap(({ id, seq }, index) => {
      const seal = seals[index]
      return seal ? [{ id, seq, seal }] : []
    })
    await storeSeals(tx, ownerId, rows, now)
    return rows.length
  })
}
