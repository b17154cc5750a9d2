import { describe, expect, test } from 'vitest'
import { parseFirmwareFields } from './firmware-fields.ts'

const timeOf = (value: unknown) => {
  const read = parseFirmwareFields(undefined, value)
  return read.ok ? (read.value.after?.toISOString() ?? read.value.after) : read.error
}

describe('fwafter', () => {
  test.each([
    ['2026-05-01T02:00:00Z', '2026-05-01T02:00:00.000Z'],
    ['2026-05-01T02:00:00z', '2026-05-01T02:00:00.000Z'],
    // Without a zone it is UTC, wherever this server stands.
    ['2026-05-01T02:00:00', '2026-05-01T02:00:00.000Z'],
    ['2026-05-01t02:00', '2026-05-01T02:00:00.000Z'],
    ['2026-05-01 02:00', '2026-05-01T02:00:00.000Z'],
    ['2026-05-01', '2026-05-01T00:00:00.000Z'],
    [' 2026-05-01T02:00:00Z ', '2026-05-01T02:00:00.000Z'],
    ['2026-05-01T02:00:00+02:00', '2026-05-01T00:00:00.000Z'],
    ['2026-05-01T02:00:00+0200', '2026-05-01T00:00:00.000Z'],
    ['2026-05-01T02:00:00-05', '2026-05-01T07:00:00.000Z'],
    ['2026-05-01T02:00:00-05:30', '2026-05-01T07:30:00.000Z'],
    ['2026-05-01T02:00:00.123456789Z', '2026-05-01T02:00:00.123Z'],
    ['2026-05-01T02:00:00.5Z', '2026-05-01T02:00:00.500Z'],
    ['2028-02-29', '2028-02-29T00:00:00.000Z'],
    [undefined, undefined],
    [null, null],
    ['', null],
  ])('%s', (input, expected) => expect(timeOf(input)).toBe(expected))

  test.each([
    '2026-02-30',
    '2026-02-30T10:00:00Z',
    '2027-02-29',
    '2026-13-01',
    '2026-05-01T24:30:00Z',
    '2026-05-01T02:60:00Z',
    '2026-05-01T02:00:00+24:00',
    '2026-05-01T02:00:00+02:75',
    '2026-05-01Z',
    '01.05.2026',
    'tomorrow',
    '1777600800',
    1777600800,
    {},
    [],
    true,
  ])('refuses %j', (input) => expect(timeOf(input)).toMatch(/^fwafter is not a time: /))

  test.each(['0000-01-01T00:00:00Z', '1969-12-31T23:59:59Z'])('refuses the year of %s', (input) =>
    expect(timeOf(input)).toBe('fwafter lies before 1970. Check the year.'),
  )
})

describe('fwcrc', () => {
  test.each([undefined, null, ''])('%j', (crc) =>
    expect(parseFirmwareFields(crc, undefined)).toEqual({
      ok: true,
      value: { crc: crc === undefined ? undefined : null, after: undefined },
    }),
  )

  test.each([
    [2538017681, 2538017681],
    [-1756949615, 2538017681],
    [0, 0],
    [-0x8000_0000, 0x8000_0000],
    [0xffff_ffff, 0xffff_ffff],
  ])('%d is read as unsigned', (crc, unsigned) =>
    expect(parseFirmwareFields(crc, undefined)).toEqual({ ok: true, value: { crc: unsigned, after: undefined } }),
  )

  test.each([1.5, 2 ** 32, -(2 ** 31) - 1, Number.NaN, '2538017681', true, {}, 12302426811387609088n])(
    'refuses %s',
    (crc) =>
      expect(parseFirmwareFields(crc, undefined)).toMatchObject({ error: expect.stringMatching(/^fwcrc is not/) }),
  )
})
