import { expect, test } from 'vitest'
import { fitOf } from './fit.ts'

const claim = { label: 'Claim gateways', words: 'label PIN QR' }

test('the beginning of the label comes first, in any case', () => {
  expect(fitOf('claim', claim)).toBe('first')
  expect(fitOf('CLAIM g', claim)).toBe('first')
})

test('beginnings of words in any order, of other words for it too', () => {
  for (const text of ['gate cl', 'gateways', 'qr', 'pin claim']) expect(fitOf(text, claim)).toBe('some')
  expect(fitOf('theme dark', { label: 'Theme: Dark' })).toBe('some')
  expect(fitOf('::a1', { label: 'Acme', about: '::a1', words: 'Switch owner' })).toBe('some')
})

test('the middle of a word, and one word too many, mean something else', () => {
  expect(fitOf('aim', claim)).toBeUndefined()
  expect(fitOf('claim rollouts', claim)).toBeUndefined()
  expect(fitOf('zebra', { label: 'Rollouts' })).toBeUndefined()
})
