import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseUpdateInfo } from './cups-request.ts'

const parse = (text: string) => parseUpdateInfo(Buffer.from(text))

test('the sample of cups.md §2', () => {
  const body = `{"router":"::1","cupsUri":"http://127.0.0.1:7100","tcUri":null,"cupsCredCrc":2077607535,"tcCredCrc":2077607535,
 "station":"2.0.6(linux/testsim) …","model":"linux","package":"1.0","keys":[255585347]}`
  expect(parse(body)).toEqual({
    state: {
      router: '0000000000000001',
      cupsUri: 'http://127.0.0.1:7100',
      tcUri: null,
      cupsCredCrc: 2077607535,
      tcCredCrc: 2077607535,
      station: '2.0.6(linux/testsim) …',
      model: 'linux',
      package: '1.0',
      keys: [255585347],
    },
  })
})

test('only the router must be there; a CRC may be signed; keys may be missing', () => {
  expect(
    parse('{"router":"b827:ebff:fea6:7a72","cupsCredCrc":-1756949615,"tcCredCrc":4294967296,"package":""}'),
  ).toMatchObject({
    state: { cupsCredCrc: 2538017681, tcCredCrc: null, package: '', keys: [], model: null },
  })
})

test('bytes that are not UTF-8, control characters and lone surrogates become storable text', () => {
  const bytes = Buffer.from('{"router":"::1","model":"Ger\xe4t\\u0000\\ud800","package":"\x01"}', 'latin1')
  const parsed = parseUpdateInfo(bytes)
  expect(parsed).toMatchObject({ malformed: 'not JSON' })
  const printable = parseUpdateInfo(Buffer.from('{"router":"::1","model":"Ger\xe4t\\u0000\\ud800"}', 'latin1'))
  expect(printable).toMatchObject({ state: { model: 'Ger\ufffdt\ufffd\ufffd' } })
})

test('of what is longer than any Station says, the beginning is taken', () => {
  const long = { router: '::1', station: 's'.repeat(5_000), keys: Array.from({ length: 500 }, (_, key) => key) }
  const parsed = parse(JSON.stringify(long))
  if (!('state' in parsed)) throw new Error('the router is there')
  expect(parsed.state.station).toBe('s'.repeat(256))
  expect(parsed.state.keys).toEqual(Array.from({ length: 32 }, (_, key) => key))
})

test.each(['', '[]', 'null', '1', '{', '{"router":null}', '{"router":"x"}', '{"Router":"::1"}'])(
  '%s is malformed',
  (text) => {
    expect(parse(text)).toHaveProperty('malformed')
  },
)

test('no bytes make it throw, and what it gives can be stored', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.uint8Array(),
        fc.json().map((text) => Buffer.from(text)),
      ),
      (bytes) => {
        parseUpdateInfo(bytes)
      },
    ),
  )
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (model) => {
      const parsed = parse(JSON.stringify({ router: '::1', model }))
      if (!('state' in parsed)) throw new Error('the router is there')
      expect(parsed.state.model?.isWellFormed()).toBe(true)
      expect(parsed.state.model).not.toContain('\0')
    }),
  )
})
