import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { euiFromBigInt, formatEui64 } from '../identifiers.ts'
import { labelLink } from '../labels/label-link.ts'
import { PIN_ALPHABET } from './claim-pin.ts'
import { deviceSentence, readCode, splitLine } from './read-code.ts'

const A = '58a0cbfffe801234'

describe('what a code says', () => {
  test.each([
    ['https://gatehouse.example/claim#58A0CBFFFE801234/Q55XGEAM', { kind: 'gateway', eui: A, claim: 'Q55XGEAM' }],
    ['https://ttig.pro/c/ec656efffe000128/abcdef12', { kind: 'gateway', eui: 'ec656efffe000128', claim: 'abcdef12' }],
    ['58-A0-CB-FF-FE-80-12-34 Q55X GEAM', { kind: 'gateway', eui: A, claim: 'Q55XGEAM' }],
    ['58-A0-CB-FF-FE-80-12-34', { kind: 'identifier', eui: A }],
    ['b8:27:eb:a6:7a:72', { kind: 'identifier', eui: 'b827ebfffea67a72' }],
    [
      'LW:D0:1122334455667788:AABBCCDDEEFF0011:AABB1122',
      { kind: 'device', devEui: 'aabbccddeeff0011', claim: undefined },
    ],
    [
      'LW:D0:1122334455667788:AABBCCDDEEFF0011:AABB1122:OAABBCCDDEEFF:SYYWWNNNNNN:PFOOBAR:CAF2C',
      { kind: 'device', devEui: 'aabbccddeeff0011', claim: 'AABBCCDDEEFF' },
    ],
    ['https://example.com/', { kind: 'unknown', text: 'https://example.com/' }],
    ['WIFI:T:WPA;S:Roof;P:secret;;', { kind: 'unknown' }],
  ])('%s', (text, code) => expect(readCode(text)).toMatchObject(code))

  test('the label of a device is no gateway’s', () => {
    expect(deviceSentence(euiFromBigInt(1n))).toMatch(/end device .*00-00-00-00-00-00-00-01/)
  })
})

test.each([
  ['B8 27 EB A6 7A 72 MTNSB7DH', { id: 'B8-27-EB-A6-7A-72', pin: 'MTNSB7DH' }],
  ['58 A0 CB FF FE 80 12 34 Q55X GEAM', { id: '58-A0-CB-FF-FE-80-12-34', pin: 'Q55XGEAM' }],
  ['58 A0 CB FF FE 80 12 34', { id: '58-A0-CB-FF-FE-80-12-34', pin: '' }],
  ['EUI: ::1 Q55XGEAM', { id: '::1', pin: 'Q55XGEAM' }],
  ['Q55XGEAM 58a0cbfffe801234', { id: A, pin: 'Q55XGEAM' }],
  ['::1', { id: '::1', pin: '' }],
  ['', { id: '', pin: '' }],
])('the line “%s”', (text, parts) => expect(splitLine(text)).toEqual(parts))

test('what a label of ours says, and what a person types of it, are the same', () => {
  const eui = fc.bigInt({ min: 0n, max: 0xffff_ffff_ffff_ffffn }).map(euiFromBigInt)
  const pin = fc.array(fc.constantFrom(...PIN_ALPHABET), { minLength: 8, maxLength: 8 }).map((chars) => chars.join(''))
  fc.assert(
    fc.property(eui, pin, (one, code) => {
      const gateway = { kind: 'gateway', eui: one, claim: code }
      expect(readCode(labelLink('https://gatehouse.example', one, code))).toEqual(gateway)
      expect(readCode(`${formatEui64(one)} ${code}`)).toEqual(gateway)
    }),
  )
})

test('whatever is in front of the camera: an answer', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.webUrl(), fc.stringMatching(/^LW:D0:[0-9A-F:OS]{0,60}$/)), (text) => {
      expect(['gateway', 'identifier', 'device', 'unknown']).toContain(readCode(text).kind)
    }),
  )
})
