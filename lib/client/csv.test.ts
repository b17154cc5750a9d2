import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { csvText } from './csv.ts'

test('no cell begins as a formula does', () => {
  for (const cell of ['=1+1', '+41', '-1', '@SUM(A1)', '\tx', '\rx', '＝1', '=cmd|"/c calc"!A1']) {
    const [[read = ''] = []] = parse(csvText([[cell]]), { bom: true }) as string[][]
    expect(read).toBe(`'${cell}`)
  }
})

test('a reader of CSV gets back what was written', () => {
  const plain = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => !/^[=+\-@\t\r＝＋－＠]/.test(text))
  fc.assert(
    fc.property(fc.array(fc.tuple(plain, plain), { minLength: 1 }), (records) => {
      expect(parse(csvText(records), { bom: true, record_delimiter: '\r\n' })).toEqual(records)
    }),
  )
})
