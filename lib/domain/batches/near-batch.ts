/** Whether an unknown identifier was perhaps meant for a batch: the usual ways of getting one wrong (cups.md §8). */
import type { Eui } from '../identifiers.ts'

export interface BatchRange {
  readonly from: Eui
  readonly to: Eui
}

export type NearKind = 'inside' | 'digit' | 'swapped' | 'mac' | 'reversed'

export interface NearBatch<B extends BatchRange> {
  /** The identifier that falls in the batch. */
  readonly eui: Eui
  readonly batch: B
  /** Itself; with one digit changed; two neighbours swapped; FF-FE put into a bare MAC; its bytes the other way round. */
  readonly kind: NearKind
}

const DIGITS = '0123456789abcdef'

/** The likeliest batch, or undefined. `batches`: sorted by range, without overlap, as the database keeps them. */
export function nearBatch<B extends BatchRange>(eui: Eui, batches: readonly B[]): NearBatch<B> | undefined {
  for (const { kind, candidate } of candidatesOf(eui)) {
    const batch = batchOf(candidate, batches)
    if (batch) return { eui: candidate, batch, kind }
  }
  return undefined
}

function* candidatesOf(eui: Eui): Generator<{ readonly kind: NearKind; readonly candidate: Eui }> {
  yield { kind: 'inside', candidate: eui }
  // A MAC as a number of 48 bits, as Station prints one that it takes from its network card.
  if (eui.startsWith('0000')) {
    yield { kind: 'mac', candidate: `${eui.slice(4, 10)}fffe${eui.slice(10)}` as Eui }
  }
  yield { kind: 'reversed', candidate: (eui.match(/../g) ?? []).toReversed().join('') as Eui }
  for (let at = 0; at + 1 < eui.length; at++) {
    if (eui[at] === eui[at + 1]) continue
    yield { kind: 'swapped', candidate: `${eui.slice(0, at)}${eui[at + 1]}${eui[at]}${eui.slice(at + 2)}` as Eui }
  }
  // From the right: the batch whose first digits are the same is the likelier one.
  for (let at = eui.length - 1; at >= 0; at--) {
    for (const digit of DIGITS) {
      if (digit !== eui[at])
        yield { kind: 'digit', candidate: `${eui.slice(0, at)}${digit}${eui.slice(at + 1)}` as Eui }
    }
  }
}

function batchOf<B extends BatchRange>(eui: Eui, batches: readonly B[]): B | undefined {
  let low = 0
  let high = batches.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const batch = batches[middle]
    if (!batch) return undefined
    if (eui < batch.from) high = middle - 1
    else if (eui > batch.to) low = middle + 1
    else return batch
  }
  return undefined
}
