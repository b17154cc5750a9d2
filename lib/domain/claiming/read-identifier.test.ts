import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Eui, euiFromBigInt, formatEui64, formatId6, formatMac, parseEui } from '../identifiers.ts'
import { readIdentifier } from './read-identifier.ts'

const A = '58a0cbfffe801234'
const M = 'b827ebfffea67a72'
const euiOf = (text: string) => {
  const read = readIdentifier(text)
  return read.kind === 'read' ? read.eui : undefined
}
const nearOf = (text: string) => {
  const read = readIdentifier(text)
  return read.kind === 'read' ? 'read' : read.near.map(({ eui, how }) => [eui, how])
}
const faultOf = (text: string) => {
  const read = readIdentifier(text)
  return read.kind === 'fault' ? read.fault : undefined
}

describe('what has one meaning only is read', () => {
  test.each([
    ['58-A0-CB-FF-FE-80-12-34', A],
    ['58 A0 CB FF FE 80 12 34', A],
    ['58a0:cbff:fe80:1234', A],
    ['58–A0–CB–FF–FE–80–12–34', A],
    ['EUI: 58-A0-CB-FF-FE-80-12-34', A],
    ['eui-58a0cbfffe801234', A],
    ['0x58A0CBFFFE801234', A],
    ['58А0СВFFFЕ801234', A],
    ['\u200B58a0cbfffe801234', A],
    ['MAC b8:27:eb:a6:7a:72', M],
    ['b827.eba6.7a72', M],
    ['B8 27 EB A6 7A 72', M],
    ['58-A0-CB FF-FE 80.12.34', A],
  ])('%s', (text, eui) => expect(euiOf(text)).toBe(eui))

  test('and said in which notation', () => {
    const notation = (text: string) => {
      const read = readIdentifier(text)
      return read.kind === 'read' ? read.notation : undefined
    }
    expect(['b8:27:eb:a6:7a:72', A, '::1', 'b827:ebff:fea6:7a72', 'b827eba67a72'].map(notation)).toEqual([
      'MAC',
      'EUI-64',
      'ID6',
      'ID6',
      'MAC',
    ])
  })
})

describe('what was probably meant is offered, and never taken', () => {
  test.each([
    ['58A0CBFFFE8O1234', [[A, 'O read as 0']]],
    ['58-A0-CB-FF-FE-80-I2-34', [[A, 'I read as 1']]],
    ['58a0cbfffe80lZ34', [[A, 'L read as 1, Z read as 2']]],
    ['S8A0CBFFFE801234', [[A, 'S read as 5']]],
    ['58a0cb-fffe-801234', [[A, 'digits in other groups']]],
    ['b827:eba6:7a72', [[M, 'digits in other groups']]],
    [
      '123456789',
      [
        ['000123fffe456789', 'zeros put back in front, 12 digits'],
        ['0000000123456789', 'zeros put back in front, 16 digits'],
      ],
    ],
    ['nonsense', []],
    ['', []],
  ])('%s', (text, near) => expect(nearOf(text)).toEqual(near))

  test('with a sentence that says what to do', () => {
    expect(faultOf('5.80001E+15')).toMatch(/lost digits\. Format the column as text/)
    expect(faultOf('5,80001E+15')).toMatch(/Format the column as text/)
    expect(faultOf('12345678901')).toMatch(/dropped the zeros in front\. Format the column as text/)
    expect(faultOf('B827EBFFFEA67A7')).toMatch(/has 15 hex digits\. An EUI-64 has 16/)
    expect(faultOf('58A0CBFFFE8O1234')).toMatch(/O is no hex digit/)
    expect(faultOf('x'.repeat(500))?.length).toBeLessThan(300)
  })
})

test('what may be wrong though it reads is noted', () => {
  const notes = (text: string) => {
    const read = readIdentifier(text)
    return read.kind === 'read' ? read.notes : []
  }
  expect(notes('58a0cbfffe80')[0]).toMatch(/cut off/)
  expect(notes('1234567890123450')[0]).toMatch(/spreadsheets keep 15 digits/)
  expect(notes(A)).toEqual([])
})

const eui = fc.bigInt({ min: 0n, max: 0xffff_ffff_ffff_ffffn }).map(euiFromBigInt)

test('every good notation reads as the same gateway', () => {
  const notations: readonly ((eui: Eui) => string)[] = [
    (one) => one,
    (one) => one.toUpperCase(),
    formatEui64,
    formatId6,
    (one) => formatEui64(one).replaceAll('-', ' '),
    (one) => `EUI: ${formatEui64(one)}`,
    (one) => formatMac(one) ?? one,
  ]
  fc.assert(fc.property(eui, fc.constantFrom(...notations), (one, write) => euiOf(write(one)) === one))
})

test('a misread label is never taken for another gateway, and the right one is offered', () => {
  const misread: Readonly<Record<string, readonly string[]>> = {
    0: ['O', 'o'],
    1: ['I', 'l'],
    5: ['S', 's'],
    2: ['Z'],
    6: ['G'],
  }
  fc.assert(
    fc.property(
      eui,
      fc.nat(),
      fc.constantFrom<(eui: Eui) => string>((one) => one, formatEui64),
      (one, seed, write) => {
        let changed = 0
        const text = [...write(one).toUpperCase()]
          .map((char, index) => {
            const like = misread[char]
            if (!like || (seed >> (index % 16)) % 2 === 0) return char
            changed += 1
            return like[seed % like.length] ?? char
          })
          .join('')
        if (changed === 0) expect(euiOf(text)).toBe(one)
        else expect([nearOf(text)].flat().map(([eui]) => eui)).toContain(one)
      },
    ),
  )
})

test('whatever is typed: what `parseEui` reads is read the same, and every offer is a gateway', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9a-fA-FoOlIsSzZ:. -]{0,30}$/)), (text) => {
      const strict = parseEui(text)
      const read = readIdentifier(text)
      if (strict.ok) expect(read).toMatchObject({ kind: 'read', eui: strict.value })
      if (read.kind === 'fault') for (const { eui } of read.near) expect(parseEui(eui).ok).toBe(true)
    }),
  )
})
