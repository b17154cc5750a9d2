import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { percentDecode, sameToken, tunnelToken } from './token.ts'

const KEY_1 = 'f3203a20a2e8dfaf6686b621f56d05e3'
const KEY_3 = 'c6f5e3b263092120b8766b9aed9c41b4'
const QUERY_3 =
  'LrnDevEui=0059AC0000000001&LrnFPort=1&LrnInfos=TWA_100000001.999.AS-1-12345678&AS_ID=TWA_100000001.999&Time=2018-01-12T10:00:00.000+01:00'

describe('published vectors (tunnel.md §4)', () => {
  test('1: an uplink', () => {
    const bodyElements =
      '10000216720635F01080004961718032ce4850919d85d4c9f793ad148d24f32f3c6b5488f5a087cbeb1488f5a998c83ab'
    const query =
      'LrnDevEui=20635F0108000496&LrnFPort=17&LrnInfos=TWA_100002167.1111.AS-1-111974&AS_ID=TWA_100002167.1111.AS&Time=2021-04-07T08:49:51.551+00:00'
    expect(tunnelToken({ bodyElements, query, asKey: KEY_1 })).toBe(
      '196c22898bf95fcf48b72be198c89256410660b9b514539651344baa594ad74f',
    )
  })

  test('2: a downlink, with a key that holds a capital letter', () => {
    const query = 'DevEUI=000000000F1D8693&FPort=1&Payload=00&AS_ID=app1.sample.com&Time=2016-01-11T14:28:00.333+02:00'
    expect(tunnelToken({ query, asKey: '46ab678cd45df4a4e4b375Eacd096acc' })).toBe(
      'ea8f31d2299cbece8e180a3012766c4df15fe3cf2e142d9fdf4035b5894ec886',
    )
  })

  test('3: an uplink and a downlink_Sent', () => {
    const uplink = { bodyElements: '1000000010059AC000000000111000102030405', query: QUERY_3, asKey: KEY_3 }
    expect(tunnelToken(uplink)).toBe('5b7ec8b0b2c250fc792c76348de3b16ff04e27050baf8a37c891dcc85e88b0d4')
    const sent = { bodyElements: '1000000010059AC000000000111', query: QUERY_3, asKey: KEY_3 }
    expect(tunnelToken(sent)).toBe('345dc204c72a9769441c4700cd0a0fb76c5b356e3931540e891fc7e68f236c98')
  })

  test('4: a downlink with options', () => {
    const query =
      'DevEUI=20635F0108000495&FPort=2&Payload=0103&Confirmed=1&FlushDownlinkQueue=1&ValidityTime=2021-04-07T09:50:00.000+00:00&AS_ID=TWA_100002167.1111.AS&Time=2021-04-07T08:50:00.000+00:00&CorrelationID=4434704901C7450B'
    expect(tunnelToken({ query, asKey: KEY_1 })).toBe(
      '13f2dce31e9c171464c696940f879153084f08767cc189e36105af2b448d0681',
    )
  })
})

describe('percent-decoding', () => {
  const decoded = (text: string) => {
    const result = percentDecode(text)
    if (!result.ok) throw new Error(result.error)
    return Buffer.from(result.value).toString('utf8')
  }

  test('keeps a plus and decodes an encoded one', () => {
    expect(decoded('Time=2021-04-07T08%3A50%3A00.000%2B00:00')).toBe('Time=2021-04-07T08:50:00.000+00:00')
    expect(decoded('a+b')).toBe('a+b')
  })

  test('decodes once', () => {
    expect(decoded('%2525')).toBe('%25')
  })

  test.each(['%', '%1', '%zz', 'a%2', '%%41'])('refuses “%s”', (text) => {
    expect(percentDecode(text).ok).toBe(false)
  })

  test('gives back any text that was encoded', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(decoded(encodeURIComponent(text))).toBe(text)
      }),
    )
  })

  test('gives back any bytes that were encoded', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const encoded = [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')
        const result = percentDecode(encoded)
        expect(result.ok && Buffer.from(result.value).equals(bytes)).toBe(true)
      }),
    )
  })
})

test('compares tokens of any case and refuses other lengths', () => {
  const token = tunnelToken({ query: 'a=b', asKey: KEY_1 })
  expect(sameToken(token, token)).toBe(true)
  expect(sameToken(token.toUpperCase(), token)).toBe(true)
  expect(sameToken(token.slice(1), token)).toBe(false)
  expect(sameToken(`${token}0`, token)).toBe(false)
  expect(sameToken('', token)).toBe(false)
})
