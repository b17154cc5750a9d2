/** A batch: a range of EUIs under one root key, which from here on only the key provider can open (seed 004). */
import { insertAuditEntries } from '#lib/db/audit-entries.ts'
import { findAddedInRange, insertBatch } from '#lib/db/batches.ts'
import { AppError } from '#lib/domain/app-error.ts'
import { type Eui, formatEui64 } from '#lib/domain/identifiers.ts'
import type { Actor, Context } from './context.ts'

export interface CreatedBatch {
  readonly id: string
  readonly keyCheckValue: string
  /** Gateways that somebody added by hand inside the range: at most 100 of them, and their number (rules.md 18). */
  readonly added: { readonly euis: readonly Eui[]; readonly count: number }
}

const MAX_FLAVOR = 64

/** `rootKey`: 32 bytes, zeroed here; without it one is made. Both ends of the range belong to it. */
export async function createBatch(
  context: Context,
  batch: { from: Eui; to: Eui; flavor: string; rootKey?: Uint8Array | undefined },
  actor: Actor = { id: 'cli', address: null },
): Promise<CreatedBatch> {
  const flavor = batch.flavor.trim()
  if (batch.from > batch.to) throw new AppError('invalid', 'The range ends before it begins. Swap the two identifiers.')
  if (flavor === '' || flavor.length > MAX_FLAVOR)
    throw new AppError('invalid', `Give the flavor, with at most ${MAX_FLAVOR} characters.`)
  if (batch.rootKey && batch.rootKey.length !== 32) throw new AppError('invalid', 'A root key has 32 bytes.')
  const { wrapped, keyCheckValue } = await context.keys.createBatchRoot(batch.rootKey)
  const stored = context.sql.begin(async (tx) => {
    const id = await insertBatch(tx, { from: batch.from, to: batch.to, flavor, rootKeyEnc: wrapped, keyCheckValue })
    if (!id) {
      throw new AppError(
        'conflict',
        `A part of ${formatEui64(batch.from)} to ${formatEui64(batch.to)} belongs to another batch. Choose a range of its own.`,
      )
    }
    await insertAuditEntries(tx, [
      {
        ownerId: null,
        actor: actor.id,
        action: 'batch.create',
        address: actor.address,
        detail: { id, from: batch.from, to: batch.to, flavor, keyCheckValue },
      },
    ])
    return { id, keyCheckValue, added: await findAddedInRange(tx, batch.from, batch.to, 100) }
  })
  return stored.catch(async (error) => {
    // An HSM would keep the key for ever. After any other error the batch may be stored all the same, and needs it.
    if (error instanceof AppError) await context.keys.dropBatchRoot(wrapped).catch(() => undefined)
    throw error
  })
}
