/** A batch: a range of EUIs under one root key, which from here on only the key provider can open (seed 004). */
import { insertAuditEntries } from '#lib/db/audit-entries.ts'
import { type BatchOrigin, findAddedInRange, insertBatch } from '#lib/db/batches.ts'
import { countCodesInRange } from '#lib/db/claim-codes.ts'
import { AppError } from '#lib/domain/app-error.ts'
import { readTwinKey } from '#lib/domain/batches/twin-key.ts'
import { type Eui, formatEui64 } from '#lib/domain/identifiers.ts'
import type { KeptRoot } from '#lib/hsm/key-provider.ts'
import { readTransportKey } from './batches/transport-key.ts'
import type { Actor, Context } from './context.ts'

export interface NewBatch {
  readonly from: Eui
  readonly to: Eui
  readonly flavor: string
  readonly manufacturer?: string | undefined
  readonly notes?: string | undefined
  /** The root in clear, 32 bytes, zeroed here: for the command line only. */
  readonly rootKey?: Uint8Array | undefined
  /** PEM: a new root is made and leaves this one time, wrapped to this key of the manufacturing twin. */
  readonly twinKey?: string | undefined
  /** A root of the twin, wrapped to our transport key. */
  readonly wrappedRoot?: Uint8Array | undefined
  /** What the twin says: six hex digits. Another value refuses the batch. */
  readonly keyCheckValue?: string | undefined
}

export interface CreatedBatch {
  readonly id: string
  readonly keyCheckValue: string
  /** For the twin, where its key was given: RSA-OAEP of the root. Never to be had again. */
  readonly exported?: Buffer
  /** Gateways that somebody added by hand inside the range: at most 100 of them, and their number (rules.md 18). */
  readonly added: { readonly euis: readonly Eui[]; readonly count: number }
}

const MAX_FLAVOR = 64

/** Without a root one is made. Both ends of the range belong to it. */
export async function createBatch(
  context: Context,
  batch: NewBatch,
  actor: Actor = { id: 'cli', address: null },
): Promise<CreatedBatch> {
  const flavor = batch.flavor.trim()
  if (batch.from > batch.to) throw new AppError('invalid', 'The range ends before it begins. Swap the two identifiers.')
  if (flavor === '' || flavor.length > MAX_FLAVOR)
    throw new AppError('invalid', `Give the flavor, with at most ${MAX_FLAVOR} characters.`)
  const { root, exported, origin } = await obtainRoot(context, batch)
  const { wrapped, keyCheckValue } = root
  const stored = context.sql.begin(async (tx) => {
    refuseOtherKey(keyCheckValue, batch.keyCheckValue)
    const coded = await countCodesInRange(tx, batch.from, batch.to)
    if (coded > 0) {
      throw new AppError(
        'conflict',
        `${coded} gateways of this range are in a list of claim codes. Choose a range without them, or delete the list.`,
      )
    }
    const id = await insertBatch(tx, {
      from: batch.from,
      to: batch.to,
      flavor,
      manufacturer: (batch.manufacturer ?? '').trim(),
      notes: (batch.notes ?? '').trim(),
      origin,
      rootKeyEnc: wrapped,
      keyCheckValue,
      createdBy: actor.id,
    })
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
        detail: { id, from: batch.from, to: batch.to, flavor, keyCheckValue, root: origin },
      },
    ])
    const added = await findAddedInRange(tx, batch.from, batch.to, 100)
    return { id, keyCheckValue, added, ...(exported ? { exported } : {}) }
  })
  return stored.catch(async (error) => {
    // An HSM would keep the key for ever. After any other error the batch may be stored all the same, and needs it.
    if (error instanceof AppError) await context.keys.dropBatchRoot(wrapped).catch(() => undefined)
    throw error
  })
}

interface Root {
  readonly root: KeptRoot
  readonly origin: BatchOrigin
  readonly exported?: Buffer
}

async function obtainRoot(context: Context, { rootKey, twinKey, wrappedRoot }: NewBatch): Promise<Root> {
  if ([rootKey, twinKey, wrappedRoot].filter((one) => one !== undefined).length > 1) {
    throw new AppError(
      'invalid',
      'Give one source of the root key: a twin to export it to, or a wrapped key to import.',
    )
  }
  if (twinKey !== undefined) {
    const key = readTwinKey(twinKey)
    if (!key.ok) throw new AppError('invalid', key.error)
    const { exported, ...root } = await context.keys.createTwinRoot(key.value)
    return { root, origin: 'exported', exported }
  }
  if (wrappedRoot !== undefined) {
    const transport = await readTransportKey(context)
    if (!transport) {
      throw new AppError('invalid', 'There is no transport key yet. Take ours first, and wrap the root key to it.')
    }
    return { root: await context.keys.importRoot(transport.sealed, wrappedRoot), origin: 'imported' }
  }
  if (rootKey && rootKey.length !== 32) throw new AppError('invalid', 'A root key has 32 bytes.')
  return { root: await context.keys.createBatchRoot(rootKey), origin: rootKey ? 'imported' : 'made' }
}

function refuseOtherKey(ours: string, theirs: string | undefined): void {
  const wanted = theirs?.replace(/\s/g, '').toLowerCase()
  if (wanted === undefined || wanted === '' || wanted === ours) return
  throw new AppError(
    'conflict',
    `The key check values differ: this key has ${ours}, the twin says ${wanted.slice(0, 64)}. The two sides would hold different keys, so nothing was stored.`,
  )
}
