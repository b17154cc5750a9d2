import { expect, test } from 'vitest'
import { hexLines } from './hex-lines.ts'

const segment = { name: 'tcUri', offset: 2, secret: false, note: '' }

test('sixteen bytes a line with their offset in the answer and their text', () => {
  const hex = Buffer.from('wss://lns.example:443\n').toString('hex')
  expect(hexLines({ ...segment, length: 22, hex }).lines).toEqual([
    { offset: '00000002', bytes: '77 73 73 3a 2f 2f 6c 6e 73 2e 65 78 61 6d 70 6c', text: 'wss://lns.exampl' },
    { offset: '00000012', bytes: '65 3a 34 34 33 0a'.padEnd(47), text: 'e:443.' },
  ])
})

test('of a masked segment only its place', () => {
  const { lines, left } = hexLines({ ...segment, length: 1_048_576, hex: null })
  expect(lines).toHaveLength(2)
  expect(lines[0]?.bytes).toBe(Array.from({ length: 16 }, () => '··').join(' '))
  expect(left).toBe(1_048_576 - 32)
})
