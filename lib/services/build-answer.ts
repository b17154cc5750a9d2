/**
 * The bytes of an answer to `/update-info` from what was decided and the sets as they are stored. The gateway plane sends
 * them, and the console shows them before: both through here, so that they are the same.
 */
import type { Decision } from '#lib/domain/check-in.ts'
import type { SegmentLayout } from '#lib/domain/check-in-record.ts'
import { type Category, credentialSegment } from '#lib/domain/credential-set.ts'
import { encodeAnswer } from '#lib/domain/cups-answer.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import type { Context } from './context.ts'
import { keyPurpose } from './credential-store.ts'

/** A set as it goes out; the key is still sealed. */
export interface AnswerSet {
  readonly category: Category
  readonly version: number
  readonly crc: number | null
  readonly trust: Uint8Array | null
  readonly crt: Uint8Array | null
  readonly keyEnc: Uint8Array | null
}

export interface BuiltAnswer {
  readonly body: Buffer
  readonly cups: SegmentLayout | null
  readonly tc: SegmentLayout | null
}

/** Throws a RangeError where Station's limits would be passed. `body` holds secrets: it is sent, never kept. */
export function buildAnswer(
  { keys }: Pick<Context, 'keys'>,
  eui: Eui,
  { cupsUri, tcUri, cupsCredentials, tcCredentials }: Decision['answer'],
  sets: readonly AnswerSet[],
): BuiltAnswer {
  const cups = segment('cups', cupsCredentials)
  const tc = segment('tc', tcCredentials)
  const body = encodeAnswer({
    cupsUri: cupsUri ?? undefined,
    tcUri: tcUri ?? undefined,
    cupsCredentials: cups.bytes,
    tcCredentials: tc.bytes,
  })
  return { body, cups: cups.layout, tc: tc.layout }

  function segment(category: Category, version: number | null): { bytes: Buffer; layout: SegmentLayout | null } {
    const set = version === null ? undefined : sets.find((one) => one.category === category && one.version === version)
    if (!set?.trust) return { bytes: Buffer.alloc(0), layout: null }
    const key = set.keyEnc ? keys.open(set.keyEnc, keyPurpose(eui, category, set.version)) : null
    return {
      bytes: credentialSegment({ trust: set.trust, crt: set.crt, key }),
      layout: { crc: set.crc, trust: set.trust.length, crt: set.crt?.length ?? 0, key: key?.length ?? 0 },
    }
  }
}
