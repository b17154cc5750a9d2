import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type Eui,
  eui,
  euiFragment,
  euiFromBigInt,
  euiToBigInt,
  euiToBytes,
  formatEui64,
  formatId6,
  formatMac,
  parseEui,
} from './identifiers.ts'

const anyEui = fc
  .oneof(
    fc.bigInt(0n, (1n << 64n) - 1n),
    // Identifiers with zero groups are where the notations differ.
    fc
      .tuple(...[0, 1, 2, 3].map(() => fc.constantFrom(0n, 1n, 0xabcn, 0xffffn)))
      .map(([a = 0n, b = 0n, c = 0n, d = 0n]) => (a << 48n) | (b << 32n) | (c << 16n) | d),
  )
  .map(euiFromBigInt)

describe('vectors of cups.md §8', () => {
  test.each([
    ['00-00-00-FF-FE-00-0A-BC', '0:ff:fe00:abc', '00-00-00-FF-FE-00-0A-BC'],
    ['00:00:00:ff:fe:00:0a:bc', '0:ff:fe00:abc', '00-00-00-FF-FE-00-0A-BC'],
    ['::1', '::1', '00-00-00-00-00-00-00-01'],
    ['::0', '::0', '00-00-00-00-00-00-00-00'],
    ['0:0:0:0', '::0', '00-00-00-00-00-00-00-00'],
    ['1::', '1::', '00-01-00-00-00-00-00-00'],
    ['1::2', '1::2', '00-01-00-00-00-00-00-02'],
    ['1:0:0:2', '1::2', '00-01-00-00-00-00-00-02'],
    ['a:b::', 'a:b::', '00-0A-00-0B-00-00-00-00'],
    ['::a:b', '::a:b', '00-00-00-00-00-0A-00-0B'],
    ['0:1:2:3', '0:1:2:3', '00-00-00-01-00-02-00-03'],
    ['1::2:3', '1:0:2:3', '00-01-00-00-00-02-00-03'],
    ['1:2::3', '1:2:0:3', '00-01-00-02-00-00-00-03'],
    ['B827EBFFFEA67A72', 'b827:ebff:fea6:7a72', 'B8-27-EB-FF-FE-A6-7A-72'],
    ['b8:27:eb:a6:7a:72', 'b827:ebff:fea6:7a72', 'B8-27-EB-FF-FE-A6-7A-72'],
    ['B8-27-EB-A6-7A-72', 'b827:ebff:fea6:7a72', 'B8-27-EB-FF-FE-A6-7A-72'],
    ['b827eba67a72', 'b827:ebff:fea6:7a72', 'B8-27-EB-FF-FE-A6-7A-72'],
  ])('%s', (text, id6, eui64) => {
    const parsed = parseEui(text)
    expect(parsed).toMatchObject({ ok: true })
    expect(formatId6(eui(text))).toBe(id6)
    expect(formatEui64(eui(text))).toBe(eui64)
  })

  test.each([
    '12345:1:1:1',
    '',
    '-',
    '0x10',
    'B827EBFFFEA67A721',
    '::1:2:3',
    '1:2:3::',
    'a:b',
    '::',
    ':::1',
    '1::2::3',
    '1:2:3:4:5',
    'b8:27-eb:a6:7a:72',
    'b8-27-eb-ff-fe-a6-7a',
    'g827ebfffea67a72',
    '1:2:3:',
  ])('refuses “%s” with a sentence', (text) => {
    const parsed = parseEui(text)
    expect(parsed.ok).toBe(false)
    if (!parsed.ok) expect(parsed.error).toMatch(/EUI-64 such as/)
  })

  test('JSON numbers keep all digits', () => {
    expect(parseEui(12302426811387609088n)).toEqual({ ok: true, value: 'aabb000100000000' })
    expect(parseEui(1)).toEqual({ ok: true, value: '0000000000000001' })
    expect(parseEui(2 ** 63).ok).toBe(false)
    expect(parseEui(1n << 64n).ok).toBe(false)
    expect(parseEui(-1).ok).toBe(false)
    expect(parseEui(null).ok).toBe(false)
    expect(parseEui({}).ok).toBe(false)
  })
})

describe('both ways', () => {
  test('every notation that is printed reads back', () => {
    fc.assert(
      fc.property(anyEui, (value) => {
        const mac = formatMac(value)
        const notations = [
          formatId6(value),
          formatEui64(value),
          value,
          value.toUpperCase(),
          formatEui64(value).replace(/-/g, ':'),
        ]
        return [...notations, ...(mac ? [mac] : [])].every((text) => {
          const parsed = parseEui(text)
          return parsed.ok && parsed.value === value
        })
      }),
    )
  })

  test('what parses prints the same again, and never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9a-f:-]{0,24}$/)), (text) => {
        const parsed = parseEui(text)
        return !parsed.ok || eui(formatId6(parsed.value)) === parsed.value
      }),
    )
  })

  test('numbers and bytes are big-endian, and text sorts as they do', () => {
    fc.assert(
      fc.property(anyEui, anyEui, (a, b) => {
        expect(euiFromBigInt(euiToBigInt(a))).toBe(a)
        expect(Buffer.from(euiToBytes(a)).toString('hex')).toBe(a)
        expect(a < b).toBe(euiToBigInt(a) < euiToBigInt(b))
      }),
    )
  })
})

test('a search finds a gateway by any part in any notation', () => {
  const value: Eui = eui('b827:ebff:fea6:7a72')
  expect(euiFragment('b8:27:eb')).toBe('b827eb')
  expect(euiFragment('B8-27-EB-A6-7A-72')).toBe(value)
  expect(euiFragment('b827:ebff:fea6:7a72')).toBe(value)
  expect(euiFragment('roof 17')).toBeUndefined()
})
