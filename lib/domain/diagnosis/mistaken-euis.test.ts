import fc from 'fast-check'
import { expect, test } from 'vitest'
import { eui, euiFromBigInt, formatId6 } from '../identifiers.ts'
import { mistakenEuis } from './mistaken-euis.ts'

test.each([
  ['a MAC without FFFE', 'b827:ebff:fea6:7a72', '0000b827eba67a72'],
  ['a MAC with zeros at its end', 'b827:ebff:fea6:7a72', 'b827eba67a720000'],
  ['the euiprefix of Station', '0:ff:fe00:abc', eui('ff:feff:fe00:abc')],
  ['a label without FFFE', '0000b827eba67a72', 'b827ebfffea67a72'],
  ['the bytes in reverse', 'b827:ebff:fea6:7a72', '727aa6feffeb27b8'],
])('%s', (_, gateway, other) => expect(mistakenEuis(eui(gateway))).toContain(other))

test('they are identifiers, few, and never the gateway’s own', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }), (number) => {
      const gateway = euiFromBigInt(number)
      const others = mistakenEuis(gateway)
      expect(others).not.toContain(gateway)
      expect(others.length).toBeLessThanOrEqual(5)
      for (const other of others) expect(eui(formatId6(other))).toBe(other)
    }),
  )
})
