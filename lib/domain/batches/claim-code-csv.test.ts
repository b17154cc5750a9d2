import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeCsv } from '../csv/csv-text.ts'
import { type Eui, euiFromBigInt, formatEui64, formatId6 } from '../identifiers.ts'
import { readClaimCodes } from './claim-code-csv.ts'

const one = (text: string) => {
  const { codes, faults } = readClaimCodes(text)
  return { codes: codes.map(({ eui, code, token }) => [eui, code, token]), faults }
}
const A = '58a0cbfffe801234'
const faultOf = (text: string) => readClaimCodes(text).faults.map(({ line, error }) => `${line}: ${error}`)

describe('reads what makers send', () => {
  test.each([
    ['plain', `${A},abcdef12\n`],
    ['without the last line end', `${A},abcdef12`],
    ['header', `Gateway EUI,Wi-Fi password\r\n58-A0-CB-FF-FE-80-12-34,abcdef12\r\n`],
    ['columns in another order', `code;name;eui\nabcdef12;Roof;${A}\n`],
    ['Excel in German', `\uFEFFEUI;Code\r\n${A};abcdef12\r\n`],
    ['its first line', `sep=;\r\n${A};abcdef12\r\n`],
    ['tabs', `${A}\tabcdef12\n`],
    ['quotes', `"${A}","abcdef12"\n`],
    ['a formula that keeps zeros', `="${A}",="abcdef12"\n`],
    ['blank lines and blanks', `\n\n  ${A} , abcdef12 \n\n`],
    ['an old Mac', `${A},abcdef12\r`],
  ])('%s', (_, text) => {
    expect(one(text)).toEqual({ codes: [[A, 'abcdef12', null]], faults: [] })
  })

  test('codes exactly: case, quotes, commas', () => {
    expect(one(`${A},"a,B;""c-0OIl1"\n`).codes).toEqual([[A, 'a,B;"c-0OIl1', null]])
  })

  test('a token, as such or as a whole header', () => {
    expect(one(`eui,code,token\n${A},abcdef12,SomeToken123\n`).codes).toEqual([[A, 'abcdef12', 'SomeToken123']])
    expect(one(`${A},abcdef12,Authorization: SomeToken123\n`).codes).toEqual([[A, 'abcdef12', 'SomeToken123']])
  })

  test('UTF-16 of Excel’s “Unicode text”, and refuses other encodings', () => {
    const text = `${A}\tabcdef12\r\n`
    const utf16 = Buffer.concat([Buffer.of(0xff, 0xfe), Buffer.from(text, 'utf16le')])
    const decoded = decodeCsv(utf16)
    expect(decoded.ok && one(decoded.value).codes).toEqual([[A, 'abcdef12', null]])
    expect(decodeCsv(Buffer.from('eui,code,Büro', 'latin1')).ok).toBe(false)
  })
})

describe('tells what is wrong by line', () => {
  test('identifiers that a spreadsheet ate', () => {
    expect(faultOf(`eui,code\n5.80001E+15,abcdef12\n`)).toEqual([
      expect.stringMatching(/^2: “5.80001E\+15” is not a gateway identifier\. A spreadsheet turned it into a number/),
    ])
    expect(faultOf(`eui;code\n"5,80001E+15";abcdef12\n`)[0]).toMatch(/^2: .*lost digits/)
    expect(faultOf(`${A},1.2E+10\n`)[0]).toMatch(/^1: The claim code is a number/)
    // All of its digits are there, and E is one of them.
    expect(one('58000000000000E1,abcdef12\n').codes).toEqual([['58000000000000e1', 'abcdef12', null]])
  })

  test('a line that is cut, a quote that is never closed, a file that is cut', () => {
    expect(faultOf(`${A},abcdef12\n58a0cbfffe801235\n`)).toEqual([
      '2: The claim code is missing: the line ends before it.',
    ])
    expect(faultOf(`${A},abcdef12\n58a0cbfffe801235,"abc\n`)[0]).toMatch(/A quotation mark is opened/)
    const lines = [1, 2, 3, 4].map((n) => `58a0cbfffe80123${n},abcdef1234`)
    expect(faultOf(`${lines.join('\n')}\n58a0cbfffe801239,abcdef12`)).toEqual([
      '5: The file seems cut off: this code has 8 characters, all others 10. Get the file again.',
    ])
    expect(faultOf(`${lines.join('\n')}\n58a0cbfffe801239,abcdef12\n`)).toEqual([])
  })

  test('doubles, in any notation', () => {
    expect(faultOf(`${A},abcdef12\n58:A0:CB:80:12:34,abcdef12\n`)).toEqual([
      '2: This gateway is already in line 1. Remove one of the two.',
    ])
  })

  test('short codes, blanks, and codes with other characters', () => {
    expect(faultOf(`${A},abc\n`)[0]).toMatch(/has 3 characters; 8 to 64/)
    expect(faultOf(`${A},abcd ef12\n`)[0]).toMatch(/holds a blank/)
    expect(faultOf(`${A},abcdéf12\n`)[0]).toMatch(/outside ASCII/)
  })

  test('an empty file, and a header without codes', () => {
    expect(faultOf('')).toEqual(['1: The file holds no line with a gateway and its code.'])
    expect(faultOf(`eui,name\n${A},Roof\n`)).toEqual([
      '1: The first line names no column for the code. Name the columns “eui” and “code”.',
    ])
  })
})

const eui = fc.bigInt({ min: 0n, max: 0xffff_ffff_ffff_ffffn }).map(euiFromBigInt)
const code = fc
  .stringMatching(/^[\x21-\x7e]{8,20}$/)
  .filter((text) => !/^=".*"$|^[+-]?\d+(?:[.,]\d+)?E\+\d+$/i.test(text))
const notations: readonly ((eui: Eui) => string)[] = [
  (one) => one,
  (one) => one.toUpperCase(),
  formatEui64,
  formatId6,
  (one) => formatEui64(one).replaceAll('-', ':'),
]

test('whatever program wrote it: the same gateways and the same codes', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.record({ eui, code }), { selector: (row) => row.eui, minLength: 1, maxLength: 20 }),
      fc.record({
        delimiter: fc.constantFrom(',', ';', '\t'),
        end: fc.constantFrom('\n', '\r\n', '\r'),
        bom: fc.boolean(),
        notation: fc.constantFrom(...notations),
        header: fc.boolean(),
      }),
      (rows, { delimiter, end, bom, notation, header }) => {
        const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`
        const lines = rows.map((row) => [notation(row.eui), quoted(row.code)].join(delimiter))
        const text = [...(header ? [`EUI${delimiter}Code`] : []), ...lines, ''].join(end)
        const read = readClaimCodes((bom ? '\uFEFF' : '') + text)
        expect(read.faults).toEqual([])
        expect(read.codes.map((one) => ({ eui: one.eui, code: one.code }))).toEqual(rows)
      },
    ),
  )
})

test('whatever comes in: an answer, and no line both good and faulty', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9a-fE+.,;"=\r\n\t -]{0,200}$/)), (text) => {
      const { codes, faults } = readClaimCodes(text)
      expect(codes.length + faults.length).toBeGreaterThan(0)
      expect(new Set(codes.map((one) => one.eui)).size).toBe(codes.length)
      for (const one of codes) expect(one.code).toMatch(/^[\x21-\x7e]{8,64}$/)
    }),
  )
})
