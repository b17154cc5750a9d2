import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Eui, formatEui64, formatId6 } from '../identifiers.ts'
import { placeOfFile } from './file-place.ts'

const EUI = 'b827ebfffea67a72' as Eui

describe('the gateway of a path', () => {
  test.each([
    ['B827EBFFFEA67A72.crt', EUI],
    ['b8-27-eb-ff-fe-a6-7a-72.key', EUI],
    ['B8_27_EB_FF_FE_A6_7A_72/tc.key', EUI],
    ['roof/eui-b827ebfffea67a72/cups.trust', EUI],
    ['b827:ebff:fea6:7a72/tc.crt', EUI],
    ['tc-b827-ebff-fea6-7a72/tc.crt', EUI],
    ['b827ebfffea67a72.tc.key', EUI],
    ['b8-27-eb-a6-7a-72/tc.key', EUI],
    ['b827eba67a72.crt', EUI],
    // The nearest one counts.
    ['58a0cbfffe000001/b827ebfffea67a72.crt', EUI],
    ['ca.pem', null],
    ['2026-11-21/tc.key', null],
    ['deadbeef.pem', null],
    // Two in one name say nothing.
    ['b827ebfffea67a72 58a0cbfffe000001.crt', null],
    // A fingerprint holds more digits.
    ['b827ebfffea67a72b827ebfffea67a72.pem', null],
  ])('%s', (path, eui) => {
    expect(placeOfFile(path).eui).toBe(eui)
  })

  test('any identifier in the long notations, as a file or a folder', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n << 52n, max: (1n << 64n) - 1n }), (number) => {
        const eui = number.toString(16).padStart(16, '0') as Eui
        for (const name of [eui, eui.toUpperCase(), formatEui64(eui), formatId6(eui)]) {
          expect(placeOfFile(`files/${name}/tc.key`).eui).toBe(eui)
          expect(placeOfFile(`${name}.crt`).eui).toBe(eui)
        }
      }),
    )
  })
})

describe('the server of a path', () => {
  test.each([
    ['cups.key', 'cups', 'key'],
    ['x/tc.trust', 'tc', 'trust'],
    ['lns.crt', 'tc', 'crt'],
    ['lns/b827ebfffea67a72.cert', 'tc', 'crt'],
    ['b827ebfffea67a72.key', null, 'key'],
    ['stock.pem', null, null],
  ])('%s', (path, category, ending) => {
    expect(placeOfFile(path)).toMatchObject({ category, ending, backup: false })
  })

  test.each(['cups-bak.key', 'tc-bak.crt', 'cups-boot.trust', 'cups-bak.done'])('%s is a backup', (path) => {
    expect(placeOfFile(path).backup).toBe(true)
  })
})
