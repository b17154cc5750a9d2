import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatLocation, parseLocation } from './location.ts'

describe('a location', () => {
  test.each([
    ['47.3769, 8.5417', 47.3769, 8.5417],
    ['47.3769 8.5417', 47.3769, 8.5417],
    ['-33.45;-70.66', -33.45, -70.66],
    ['47.3769° N, 8.5417° E', 47.3769, 8.5417],
    ['33.45 S 70.66 W', -33.45, -70.66],
    ['0,0', 0, 0],
  ])('is read from %s', (text, latitude, longitude) => {
    expect(parseLocation(text)).toEqual({ ok: true, value: { latitude, longitude } })
  })
  test('is none where nothing is written', () => {
    expect(parseLocation('  ')).toEqual({ ok: true, value: null })
  })
  test.each(['47.3769', 'Zürich', '91, 8', '8, 181', '1,2,3', '47,3769 8,5417'])('is refused: %s', (text) => {
    expect(parseLocation(text)).toMatchObject({ ok: false })
  })
  test('reads what it prints, to a metre', () => {
    const degrees = (limit: number) => fc.double({ min: -limit, max: limit, noNaN: true })
    fc.assert(
      fc.property(degrees(90), degrees(180), (latitude, longitude) => {
        const read = parseLocation(formatLocation({ latitude, longitude }))
        expect(read.ok && read.value !== null && Math.abs(read.value.latitude - latitude) < 1e-5).toBe(true)
        expect(read.ok && read.value !== null && Math.abs(read.value.longitude - longitude) < 1e-5).toBe(true)
      }),
    )
  })
})
