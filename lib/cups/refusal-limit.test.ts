import { expect, test } from 'vitest'
import { createRefusalLimit } from './refusal-limit.ts'

const MINUTE = 60_000
const kept = (may: (address: string, now: number) => boolean, addresses: readonly string[], now = 0) =>
  addresses.filter((address) => may(address, now)).length
const times = (count: number, address: string) => Array.from({ length: count }, () => address)

test('a noisy address is cut off, the others are not, until the next minute', () => {
  const may = createRefusalLimit()
  expect(kept(may, times(100, '192.0.2.1'))).toBe(20)
  expect(kept(may, times(3, '192.0.2.2'))).toBe(3)
  expect(kept(may, times(5, '192.0.2.1'), MINUTE - 1)).toBe(0)
  expect(kept(may, times(5, '192.0.2.1'), MINUTE)).toBe(5)
})

test('all addresses of one IPv6 network count together, however they are written', () => {
  const may = createRefusalLimit()
  const same = Array.from(
    { length: 60 },
    (_, i) => [`2001:db8:0:7::${i.toString(16)}`, `2001:0DB8:0:7:1:2:3:${i}`][i % 2] ?? '',
  )
  expect(kept(may, same)).toBe(20)
  expect(kept(may, ['2001:db8::7:0:0:0:1'])).toBe(0)
  expect(kept(may, ['2001:db8:0:8::1', '::1', 'fe80::1%eth0'])).toBe(3)
})

test('the number of addresses that are remembered has an end', () => {
  const may = createRefusalLimit()
  const many = Array.from({ length: 12_000 }, (_, i) => `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`)
  expect(kept(may, many)).toBe(10_000)
  expect(kept(may, ['10.0.0.1'])).toBe(1)
})

test('a clock that was set back does not silence the ring', () => {
  const may = createRefusalLimit()
  kept(may, times(20, '192.0.2.1'), 10 * MINUTE)
  expect(kept(may, ['192.0.2.1'], 10 * MINUTE)).toBe(0)
  expect(kept(may, ['192.0.2.1'], 0)).toBe(1)
})
