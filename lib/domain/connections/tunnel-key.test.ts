import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findWeakness, readTunnelKey } from './tunnel-key.ts'

const KEY = '3ad9f0126b8e47c5a1f2038d5be6974c'
const error = (text: string) => {
  const read = readTunnelKey(text)
  return read.ok ? `accepted as ${read.value}` : read.error
}

test.each([
  KEY,
  KEY.toUpperCase(),
  `  ${KEY}\n`,
  '3ad9f012-6b8e-47c5-a1f2-038d5be6974c',
  '3a-d9-f0-12-6b-8e-47-c5-a1-f2-03-8d-5b-e6-97-4c',
])('%j is read in lower case without dashes', (text) => {
  expect(readTunnelKey(text)).toEqual({ ok: true, value: KEY })
})

test.each([
  ['', 'empty'],
  ['-', '0 hex digits'],
  [KEY.slice(1), '31 hex digits'],
  [`${KEY}0`, '33 hex digits'],
  [KEY.replace('3', 'g'), 'other than hex digits'],
  [`3a d9${KEY.slice(4)}`, 'other than hex digits'],
  [`0x${KEY}`, 'other than hex digits'],
  [KEY.replace('3', '３'), 'other than hex digits'],
])('%j is refused', (text, reason) => expect(error(text)).toContain(reason))

describe('weak keys are refused', () => {
  test.each([
    ['0'.repeat(32), 'repeats'],
    ['f'.repeat(32), 'repeats'],
    ['ab'.repeat(16), 'repeats'],
    ['deadbeef'.repeat(4), 'repeats'],
    ['0123456789abcdef0123456789abcdef', 'repeats'],
    ['000102030405060708090a0b0c0d0e0f', 'counts'],
    ['0f0e0d0c0b0a09080706050403020100', 'counts'],
    ['00112233445566778899aabbccddeeff', 'counts'],
    ['f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff', 'counts'],
    ['00000000000000000000000000000001', 'few different bytes'],
    ['ffffffffffffffff0000000000000001', 'few different bytes'],
    ['2B7E151628AED2A6ABF7158809CF4F3C', 'public documents'],
    ['0123456789abcdeffedcba9876543210', 'public documents'],
    ['f3203a20a2e8dfaf6686b621f56d05e3', 'public documents'],
    ['46ab678cd45df4a4e4b375Eacd096acc', 'public documents'],
    ['c6f5e3b263092120b8766b9aed9c41b4', 'public documents'],
  ])('%s', (text, reason) => expect(error(text)).toContain(reason))

  test('in every notation', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[0-9a-f]{1}$|^[0-9a-f]{2}$|^[0-9a-f]{4}$|^[0-9a-f]{8}$|^[0-9a-f]{16}$/),
        (part) => {
          expect(error(part.repeat(32 / part.length).toUpperCase())).toContain('easily guessed')
        },
      ),
    )
  })

  test('random ones are not', () => {
    for (let count = 0; count < 5000; count += 1) expect(findWeakness(randomBytes(16).toString('hex'))).toBeUndefined()
  })
})
