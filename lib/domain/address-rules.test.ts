import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type AllowList, deniedAddress, parseAllowList } from './address-rules.ts'

const allow = (text: string): AllowList => {
  const list = parseAllowList(text)
  if (!list.ok) throw new Error(list.error)
  return list.value
}

describe('public addresses', () => {
  test.each(['1.1.1.1', '8.8.8.8', '100.63.255.255', '100.128.0.0', '172.15.255.255', '172.32.0.1', '223.255.255.255'])(
    '%s may be reached',
    (address) => expect(deniedAddress(address)).toBeUndefined(),
  )
  test.each(['2606:4700:4700::1111', '2a00:1450:4001::1', '2001:4860:4860::8888', '2001:200::1'])(
    '%s may be reached',
    (address) => expect(deniedAddress(address)).toBeUndefined(),
  )
})

describe('everything else', () => {
  test.each([
    ['0.0.0.0', 'unspecified'],
    ['0.1.2.3', 'unspecified'],
    ['10.0.0.1', 'private'],
    ['100.64.0.1', 'carrier-grade NAT'],
    ['100.100.100.200', 'carrier-grade NAT'],
    ['100.127.255.255', 'carrier-grade NAT'],
    ['127.0.0.1', 'loopback'],
    ['127.255.255.254', 'loopback'],
    ['169.254.169.254', 'link-local or cloud metadata'],
    ['168.63.129.16', 'cloud metadata'],
    ['172.16.0.1', 'private'],
    ['172.31.255.255', 'private'],
    ['192.0.0.192', 'reserved'],
    ['192.0.2.1', 'documentation'],
    ['192.88.99.1', '6to4 relay'],
    ['192.168.1.1', 'private'],
    ['198.19.255.255', 'benchmarking'],
    ['198.51.100.7', 'documentation'],
    ['203.0.113.7', 'documentation'],
    ['224.0.0.1', 'multicast'],
    ['239.255.255.255', 'multicast'],
    ['240.0.0.1', 'reserved'],
    ['255.255.255.255', 'reserved'],
    ['::', 'unspecified'],
    ['::1', 'loopback'],
    ['::7f00:1', 'IPv4-compatible'],
    ['::ffff:127.0.0.1', 'IPv4-mapped'],
    ['::ffff:8.8.8.8', 'IPv4-mapped'],
    ['::ffff:7f00:1', 'IPv4-mapped'],
    ['0:0:0:0:0:ffff:a9fe:a9fe', 'IPv4-mapped'],
    ['::ffff:0:7f00:1', 'IPv4-translated'],
    ['64:ff9b::7f00:1', 'NAT64'],
    ['64:ff9b:1::1', 'NAT64'],
    ['100::1', 'discard-only'],
    ['2001::1', 'Teredo'],
    ['2001:2::1', 'reserved'],
    ['2001:10::1', 'reserved'],
    ['2001:db8::1', 'documentation'],
    ['2002:7f00:1::', '6to4'],
    ['3fff::1', 'documentation'],
    ['4000::1', 'reserved'],
    ['5f00::1', 'reserved'],
    ['fc00::1', 'private'],
    ['fd00:ec2::254', 'private'],
    ['fe80::1', 'link-local'],
    ['fec0::1', 'site-local'],
    ['ff02::1', 'multicast'],
  ])('%s is refused as %s', (address, name) => expect(deniedAddress(address)).toBe(name))

  test.each([
    '0177.0.0.1',
    '0x7f.1',
    '2130706433',
    '127.1',
    '01.1.1.1',
    'localhost',
    '',
    ' 1.1.1.1',
    'fe80::1%eth0',
    '1.1.1',
  ])('the form “%s” is no address', (address) => expect(deniedAddress(address)).toBe('not an address'))
})

describe("the operator's allow-list", () => {
  test('opens its networks and nothing beside them', () => {
    const list = allow('10.20.0.0/16, 127.0.0.1 ,fd00:1::/32')
    expect(deniedAddress('10.20.255.1', list)).toBeUndefined()
    expect(deniedAddress('127.0.0.1', list)).toBeUndefined()
    expect(deniedAddress('fd00:1::5', list)).toBeUndefined()
    expect(deniedAddress('10.21.0.1', list)).toBe('private')
    expect(deniedAddress('127.0.0.2', list)).toBe('loopback')
    expect(deniedAddress('fd00:2::5', list)).toBe('private')
  })

  test('an IPv4 network does not open the IPv6 forms of its addresses', () => {
    expect(deniedAddress('::ffff:127.0.0.1', allow('0.0.0.0/0'))).toBe('IPv4-mapped')
  })

  test.each(['10.0.0.0/33', '10.0.0.0/', 'localhost', '10.0/8', 'fd00::/129', '1.1.1.1/8/8', '::1%lo'])(
    '“%s” is no network',
    (text) => expect(parseAllowList(text)).toMatchObject({ ok: false }),
  )

  test('is empty when nothing is written', () => {
    expect(allow('')).toEqual([])
    expect(allow(' , ')).toEqual([])
  })
})

test('no IPv4 address of a private network passes, however its IPv6 form is built', () => {
  const byte = fc.integer({ min: 0, max: 255 })
  fc.assert(
    fc.property(
      fc.constantFrom('::', '::ffff:', '::ffff:0:', '64:ff9b::', '2002:', '2001:0:'),
      byte,
      byte,
      (prefix, b, c) => {
        const hex = (high: number, low: number) => ((high << 8) | low).toString(16)
        const tail = `${hex(10, b)}:${hex(c, 1)}`
        const text =
          prefix === '2002:' ? `2002:${tail}::` : prefix === '2001:0:' ? `2001:0:${tail}::` : `${prefix}${tail}`
        expect(deniedAddress(text)).not.toBeUndefined()
      },
    ),
  )
})
