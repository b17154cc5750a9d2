import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readClaimLabels, readLabelCells } from './claim-labels.ts'

describe('cells of a table', () => {
  test('all of them', () => {
    const cells = {
      name: ' Roof 7 ',
      tags: 'north; pilot,north',
      site: 'Zürich',
      latitude: '47.3769',
      longitude: '-8.5',
    }
    expect(readLabelCells(cells)).toEqual({
      ok: true,
      value: { name: 'Roof 7', tags: ['north', 'pilot'], site: 'Zürich', latitude: 47.3769, longitude: -8.5 },
    })
  })

  test('empty ones say nothing', () => {
    expect(readLabelCells({ name: '', tags: ' ', site: '', latitude: '', longitude: '' })).toEqual({
      ok: true,
      value: {},
    })
  })

  test('a decimal comma and a degree sign', () => {
    expect(readLabelCells({ latitude: '47,3769', longitude: '8,5417 °' })).toEqual({
      ok: true,
      value: { latitude: 47.3769, longitude: 8.5417 },
    })
  })

  test.each([
    [{ name: 'x'.repeat(81) }, /^The name has more than 80 characters/],
    [{ site: 'x'.repeat(81) }, /^The site has more than 80 characters/],
    [{ name: 'a\nb' }, /line break or a control character/],
    [{ tags: 'good, <bad>' }, /“<bad>” is no tag/],
    [{ tags: Array.from({ length: 33 }, (_, index) => `t${index}`).join(',') }, /at most 32 tags/],
    [{ latitude: '91', longitude: '8' }, /^A latitude lies between -90 and 90/],
    [{ latitude: '47', longitude: '-180.5' }, /^A longitude lies between -180 and 180/],
    [{ latitude: '47°22′N', longitude: '8' }, /^“47°22′N” is no latitude/],
    [{ latitude: '4.73769E+01', longitude: '8' }, /is no latitude/],
    [{ latitude: '47.3769' }, /^A location has a latitude and a longitude/],
  ])('%o is refused', (cells, sentence) => {
    const read = readLabelCells(cells)
    expect(read.ok ? undefined : read.error).toMatch(sentence)
  })
})

describe('as the API takes them', () => {
  test('null is as left out', () => {
    expect(readClaimLabels({ name: null, tags: null, site: null, latitude: null, longitude: null })).toEqual({
      ok: true,
      value: {},
    })
  })

  test.each([
    [{ name: 7 }, /name must be text/],
    [{ tags: 'north' }, /tags must be a list/],
    [{ tags: [7] }, /tag must be text/],
    [{ latitude: '47', longitude: 8 }, /“47” is no latitude/],
    [{ latitude: Number.NaN, longitude: 8 }, /is no latitude/],
    [{ longitude: 8 }, /A location has/],
  ])('%o is refused', (given, sentence) => {
    const read = readClaimLabels(given)
    expect(read.ok ? undefined : read.error).toMatch(sentence)
  })

  test('whatever comes, it is read or refused, and what is read is read the same again', () => {
    const any = fc.record(
      {
        name: fc.anything(),
        tags: fc.oneof(fc.anything(), fc.array(fc.string())),
        site: fc.oneof(fc.anything(), fc.string()),
        latitude: fc.oneof(fc.anything(), fc.double()),
        longitude: fc.oneof(fc.anything(), fc.double()),
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(any, (given) => {
        const read = readClaimLabels(given)
        if (read.ok) expect(readClaimLabels({ ...read.value })).toEqual(read)
        else expect(read.error).toMatch(/\.$/)
      }),
    )
  })
})
