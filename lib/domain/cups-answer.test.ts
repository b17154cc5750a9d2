import fc from 'fast-check'
import { expect, test } from 'vitest'
import { encodeAnswer, NO_CHANGE } from './cups-answer.ts'

test('nothing changes: exactly 14 zero bytes', () => {
  expect(encodeAnswer({})).toEqual(Buffer.alloc(14))
  expect(NO_CHANGE).toEqual(Buffer.alloc(14))
})

test('the layout of cups.md §3, little-endian', () => {
  const answer = encodeAnswer({
    cupsUri: 'https://a:1',
    tcUri: 'wss://b:2',
    cupsCredentials: Buffer.from('CUPS'),
    tcCredentials: Buffer.from('TC'),
    signature: { keyCrc: 0x01020304, der: Buffer.from('signature') },
    update: Buffer.from('update'),
  })
  expect(answer.toString('latin1')).toBe(
    '\x0bhttps://a:1\x09wss://b:2\x04\x00CUPS\x02\x00TC\x0d\x00\x00\x00\x04\x03\x02\x01signature\x06\x00\x00\x00update',
  )
})

test('limits of Station: such an answer never leaves', () => {
  expect(() => encodeAnswer({ cupsUri: 'x'.repeat(128) })).toThrow(RangeError)
  expect(() => encodeAnswer({ tcUri: 'x'.repeat(128) })).toThrow(RangeError)
  expect(() => encodeAnswer({ tcCredentials: Buffer.alloc(65_536) })).toThrow(RangeError)
  expect(() => encodeAnswer({ updateLength: 0x8000_0000 })).toThrow(RangeError)
  expect(() => encodeAnswer({ signature: { keyCrc: 1, der: Buffer.alloc(3) } })).toThrow(RangeError)
  expect(() => encodeAnswer({ signature: { keyCrc: 1, der: Buffer.alloc(129) } })).toThrow(RangeError)
})

test('every answer reads back by its lengths, with nothing left over', () => {
  const bytes = fc.uint8Array({ maxLength: 300 })
  fc.assert(
    fc.property(
      fc.string({ maxLength: 60 }).map((text) => Buffer.from(text).toString('base64')),
      bytes,
      bytes,
      bytes,
      (uri, cups, tc, update) => {
        const answer = encodeAnswer({ cupsUri: uri, cupsCredentials: cups, tcCredentials: tc, update })
        let at = 1 + (answer[0] ?? 0)
        expect(answer.subarray(1, at).toString()).toBe(uri)
        at += 1 + (answer[at] ?? 0)
        for (const segment of [cups, tc]) {
          const length = answer.readUInt16LE(at)
          expect(answer.subarray(at + 2, at + 2 + length)).toEqual(Buffer.from(segment))
          at += 2 + length
        }
        at += 4 + answer.readUInt32LE(at)
        expect(answer.length).toBe(at + 4 + answer.readUInt32LE(at))
      },
    ),
  )
})
