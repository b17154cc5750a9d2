/** A part of a batch, gateway by gateway, with what is derived for each. */

import type { KeyObject } from 'node:crypto'
import { type BatchRange, findBatchRange } from '#lib/db/batches.ts'
import { AppError } from '#lib/domain/app-error.ts'
import { type Eui, euiFromBigInt, euiToBigInt, formatEui64 } from '#lib/domain/identifiers.ts'
import type { DerivedSecrets } from '#lib/hsm/key-provider.ts'
import type { Context } from '../context.ts'

export interface PartWanted {
  /** The batch; without it the one that holds the range. */
  readonly id?: string | undefined
  /** Both ends included; the whole batch without it. */
  readonly range?: { readonly from: Eui; readonly to: Eui } | undefined
}

export interface BatchPart {
  readonly batch: BatchRange
  readonly from: Eui
  readonly to: Eui
  readonly count: number
}

/** @throws AppError when there is no such batch, the range is not inside it, or it has more gateways than `most`. */
export async function findPart(context: Context, { id, range }: PartWanted, most: number): Promise<BatchPart> {
  if (range && range.from > range.to) {
    throw new AppError('invalid', 'The range ends before it begins. Swap the two identifiers.')
  }
  const wanted = id === undefined ? range : { id }
  if (!wanted) throw new AppError('invalid', 'Name a batch or a range.')
  const batch = await findBatchRange(context.sql, wanted)
  if (!batch) {
    throw new AppError('not_found', id === undefined ? 'No batch holds this whole range.' : 'There is no such batch.')
  }
  const { from, to } = range ?? batch
  if (from < batch.from || to > batch.to) {
    throw new AppError(
      'invalid',
      `The range is not inside the batch, which goes from ${formatEui64(batch.from)} to ${formatEui64(batch.to)}.`,
    )
  }
  const count = euiToBigInt(to) - euiToBigInt(from) + 1n
  if (count > BigInt(most)) {
    throw new AppError('invalid', `The range has ${count} gateways; at most ${most} go at once. Take it in parts.`)
  }
  return { batch, from, to, count: Number(count) }
}

const SLICE = 500

export interface DerivedGateway extends DerivedSecrets {
  readonly eui: Eui
}

/** Derives slice by slice, so that a reader who is slow, or leaves, costs no more than it takes. */
export async function* deriveGateways(
  context: Context,
  { batch, from, count }: BatchPart,
  masterFor?: KeyObject,
): AsyncGenerator<DerivedGateway, void> {
  const first = euiToBigInt(from)
  for (let at = 0; at < count; at += SLICE) {
    const euis = Array.from({ length: Math.min(SLICE, count - at) }, (_, i) => euiFromBigInt(first + BigInt(at + i)))
    const secrets = await context.keys.derive(batch.rootKeyEnc, euis, masterFor)
    for (const [i, eui] of euis.entries()) {
      const one = secrets[i]
      if (!one) throw new Error('the key provider derived too little')
      yield { eui, ...one }
    }
  }
}
