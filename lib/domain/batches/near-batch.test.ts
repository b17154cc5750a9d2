import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Eui, eui, euiFromBigInt, euiToBigInt } from '../identifiers.ts'
import { nearBatch } from './near-batch.ts'

const range = (from: string, size: number, name = from) => ({
  name,
  from: eui(from),
  to: euiFromBigInt(euiToBigInt(eui(from)) + BigInt(size - 1)),
})
const BATCHES = [
  range('24-E1-24-FF-FE-F0-00-00', 0x1000),
  range('58-A0-CB-FF-FE-80-00-00', 0x100),
  range('B8-27-EB-FF-FE-A6-7A-00', 0x100),
]
const near = (input: string) => {
  const found = nearBatch(eui(input), BATCHES)
  return found && `${found.kind} ${found.eui}`
}

describe('what was meant', () => {
  test.each([
    ['B8-27-EB-FF-FE-A6-7A-72', 'inside b827ebfffea67a72'],
    ['b8:27:eb:a6:7a:72', 'inside b827ebfffea67a72'],
    ['0000b827eba67a72', 'mac b827ebfffea67a72'],
    ['727aa6feffeb27b8', 'reversed b827ebfffea67a72'],
    ['B8-27-BE-FF-FE-A6-7A-72', 'swapped b827ebfffea67a72'],
    ['B8-27-E8-FF-FE-A6-7A-72', 'digit b827ebfffea67a72'],
    ['58-A0-CB-FF-FE-81-00-05', 'digit 58a0cbfffe800005'],
    ['58-A0-CB-FF-FE-91-00-05', undefined],
    ['AA-AA-AA-AA-AA-AA-AA-AA', undefined],
    ['0:0:0:1', undefined],
  ])('%s: %s', (input, expected) => expect(near(input)).toBe(expected))

  test('nothing without batches', () => {
    expect(nearBatch(eui('b827ebfffea67a72'), [])).toBeUndefined()
  })
})

const batches = fc
  .uniqueArray(fc.bigInt({ min: 0n, max: 0xffff_ffff_ffffn }), { maxLength: 20 })
  .map((starts) =>
    starts
      .toSorted((a, b) => (a < b ? -1 : 1))
      .map((start) => ({ from: euiFromBigInt(start << 16n), to: euiFromBigInt((start << 16n) + 0xfffn) })),
  )

test('one that is inside is found there, and whatever is found falls in the batch that is named', () => {
  fc.assert(
    fc.property(batches, fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }), fc.nat(0xfff), (ranges, any, offset) => {
      for (const batch of ranges.slice(0, 3)) {
        const inside = euiFromBigInt(euiToBigInt(batch.from) + BigInt(offset))
        expect(nearBatch(inside, ranges)).toEqual({ kind: 'inside', eui: inside, batch })
      }
      const found = nearBatch(euiFromBigInt(any), ranges)
      if (found) expect(found.eui >= found.batch.from && found.eui <= found.batch.to).toBe(true)
    }),
  )
})

test('any one digit wrong is found', () => {
  const hex = fc.nat(15).map((digit) => digit.toString(16))
  fc.assert(
    fc.property(fc.nat(0xff), fc.nat(15), hex, (offset, at, digit) => {
      const right = euiFromBigInt(euiToBigInt(eui('B8-27-EB-FF-FE-A6-7A-00')) + BigInt(offset))
      const typed = `${right.slice(0, at)}${digit}${right.slice(at + 1)}` as Eui
      expect(nearBatch(typed, BATCHES)?.batch.name).toBe('B8-27-EB-FF-FE-A6-7A-00')
    }),
  )
})
