import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { encodeAnswer, NO_CHANGE } from '../cups-answer.ts'
import { type AnswerPieces, layOutAnswer, type Piece } from './answer-layout.ts'

const EMPTY: AnswerPieces = { cupsUri: null, tcUri: null, cups: null, tc: null, firmware: null }
const bytes = (max: number) => fc.uint8Array({ minLength: 1, maxLength: max })
const shown = (max: number) => bytes(max).map((value): Piece => ({ bytes: value, note: '' }))
const masked = fc.integer({ min: 1, max: 300 }).map((length): Piece => ({ length, secret: true, note: 'masked' }))
const uri = fc.option(fc.stringMatching(/^wss:\/\/[a-z]{1,40}:443$/))
const credentials = fc.option(fc.record({ trust: shown(600), crt: fc.option(shown(600)), key: fc.option(masked) }))
const firmware = fc.option(
  fc.record({
    signature: fc.option(
      fc.record({
        keyCrc: fc.integer({ min: 0, max: 0xffff_ffff }),
        der: fc.integer({ min: 8, max: 72 }).map((length): Piece => ({ length, secret: false, note: '' })),
      }),
    ),
    bytes: fc.integer({ min: 1, max: 100_000 }),
    note: fc.constant('image'),
  }),
)

describe('layOutAnswer', () => {
  test('is the 14 zero bytes of “no change”, each explained', () => {
    const segments = layOutAnswer(EMPTY)
    expect(segments.map(({ name, length, note }) => [name, length, note])).toEqual([
      ['cupsUriLen', 1, 'No new URI'],
      ['tcUriLen', 1, 'No new URI'],
      ['cupsCredLen', 2, 'No new credentials'],
      ['tcCredLen', 2, 'No new credentials'],
      ['sigLen', 4, 'No signature'],
      ['updLen', 4, 'No update'],
    ])
    expect(segments.map(({ hex }) => hex).join('')).toBe(NO_CHANGE.toString('hex'))
  })

  test('covers every byte of the encoded answer once, and shows no masked one', () => {
    fc.assert(
      fc.property(uri, uri, credentials, credentials, firmware, (cupsUri, tcUri, cups, tc, update) => {
        const segments = layOutAnswer({ cupsUri, tcUri, cups, tc, firmware: update })
        const sizeOf = (piece: Piece | null) => (piece ? ('bytes' in piece ? piece.bytes.length : piece.length) : 4)
        const fill = (piece: Piece | null) =>
          piece && 'bytes' in piece ? Buffer.from(piece.bytes) : Buffer.alloc(sizeOf(piece))
        const credentialsOf = (of: typeof cups) =>
          of ? Buffer.concat([fill(of.trust), fill(of.crt), fill(of.key)]) : undefined
        const encoded = encodeAnswer({
          cupsUri: cupsUri ?? undefined,
          tcUri: tcUri ?? undefined,
          cupsCredentials: credentialsOf(cups),
          tcCredentials: credentialsOf(tc),
          signature: update?.signature
            ? { keyCrc: update.signature.keyCrc, der: fill(update.signature.der) }
            : undefined,
          updateLength: update?.bytes ?? 0,
        })
        let offset = 0
        for (const segment of segments) {
          expect(segment.offset).toBe(offset)
          if (segment.hex !== null)
            expect(segment.hex).toBe(encoded.subarray(offset, offset + segment.length).toString('hex'))
          offset += segment.length
        }
        expect(offset).toBe(encoded.length + (update?.bytes ?? 0))
        const secret = segments.filter((one) => one.secret)
        expect(secret.every(({ hex }) => hex === null)).toBe(true)
        expect(secret).toHaveLength(Number(Boolean(cups?.key)) + Number(Boolean(tc?.key)))
      }),
      { numRuns: 200 },
    )
  })
})
