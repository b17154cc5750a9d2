import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { euiFromBigInt } from '../identifiers.ts'
import { contains, formatPrefix, matches, parsePrefix, rangeOf } from './prefix.ts'

const anyEui = fc.bigInt({ min: 0n, max: 0xffff_ffff_ffff_ffffn })
const anyLength = fc.integer({ min: 0, max: 64 })

describe('error vectors of interop.md', () => {
  test.each([
    ['11AA/16', '11AA000000000000/16'],
    ['70B3D57ED0000000', '70B3D57ED0000000/64'],
    ['70B3D57ED0000000/', 'behind it'],
    ['70B3D57ED0000000/064', '/64'],
    ['70B3D57ED0000000/65', '0 to 64'],
    ['70-B3-D5-7E-D0-00-00-00/40', '70B3D57ED0000000/40'],
    ['70B3D57ED000000G/40', '16 hex digits'],
    ['', '16 hex digits'],
    ['/40', '16 hex digits'],
    ['70B3D57ED0000000/-1', '0 to 64'],
    ['70B3D57ED0000000/4.0', '0 to 64'],
    ['70B3D57ED0000000/4e1', '0 to 64'],
    ['70B3D57ED0000000/40/1', '0 to 64'],
    [' 70B3D57ED0000000/40', '16 hex digits'],
    ['0x70B3D57ED0000000/40', '16 hex digits'],
    ['70B3D57ED000000000/40', '16 hex digits'],
    ['70B3D57ED0000000/999999999999999999999', '0 to 64'],
  ])('“%s” is refused, with what to write', (text, remedy) => {
    const parsed = parsePrefix(text)
    expect(parsed.ok ? 'accepted' : parsed.error).toContain(remedy)
  })
})

test('any case is read, and host bits are dropped and told', () => {
  expect(parsePrefix('70b3d57eD0001234/52')).toEqual({
    ok: true,
    value: { prefix: { eui: '70b3d57ed0001000', length: 52 }, hostBits: true },
  })
  expect(parsePrefix('0000000000000000/0')).toMatchObject({ value: { hostBits: false } })
})

test('what is written is read again', () => {
  fc.assert(
    fc.property(anyEui, anyLength, (value, length) => {
      const first = parsePrefix(`${value.toString(16).padStart(16, '0')}/${length}`)
      if (!first.ok) throw new Error(first.error)
      const again = parsePrefix(formatPrefix(first.value.prefix))
      expect(again).toEqual({ ok: true, value: { prefix: first.value.prefix, hostBits: false } })
    }),
  )
})

test('a prefix matches exactly the JoinEUIs of its range, compared bit by bit', () => {
  const bits = (value: bigint) => value.toString(2).padStart(64, '0')
  fc.assert(
    fc.property(anyEui, anyLength, anyEui, (value, length, joinEui) => {
      const parsed = parsePrefix(`${euiFromBigInt(value)}/${length}`)
      if (!parsed.ok) throw new Error(parsed.error)
      const { prefix } = parsed.value
      const { from, to } = rangeOf(prefix)
      const wanted = bits(value).slice(0, length) === bits(joinEui).slice(0, length)
      expect(matches(prefix, euiFromBigInt(joinEui))).toBe(wanted)
      expect(joinEui >= from && joinEui <= to).toBe(wanted)
      expect(contains(prefix, { eui: euiFromBigInt(joinEui), length: 64 })).toBe(wanted)
    }),
  )
})
