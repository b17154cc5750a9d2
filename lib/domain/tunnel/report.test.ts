import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { XMLParser } from 'fast-xml-parser'
import { describe, expect, test } from 'vitest'
import { makeReport, type Report, type ReportKind } from './report.ts'
import { renderReport } from './report-body.ts'
import { bodyElements, reportQuery, tunnelTime, withQuery } from './report-query.ts'
import { tunnelToken } from './token.ts'

const report = (kind: ReportKind, fields: Record<string, unknown>): Report => {
  const made = makeReport(kind, fields)
  if (!made.ok) throw new Error(made.error)
  return made.value
}

/** The sample of tunnel.md, shuffled and with odd types. */
const UPLINK = {
  DevAddr: '04049EA3',
  CustomerData: { alr: { pro: 'LORA/Generic', ver: '1' }, name: 'a <b> & "c"' },
  CustomerID: 100002167,
  Lrrs: { Lrr: [{ Lrrid: '69606FD0', Chain: 0, LrrRSSI: -113, LrrSNR: '-9.25', LrrESP: -122.5 }] },
  Time: '2021-04-07T10:49:51.551+02:00',
  DevEUI: '20635F0108000496',
  FPort: '17',
  FCntUp: 1234,
  ADRbit: 1,
  payload_hex: '9e1c',
  LrrRSSI: '-113.000000',
  LrrSNR: -9.25,
  SpFact: '12',
  Lrrid: '69606FD0',
  Unknown: { deep: [1, '2', true] },
  Nothing: null,
  'not an element': 1,
}

describe('the fields that are kept', () => {
  test('are in the order of the documentation, typed, unknown ones at the end', () => {
    const { fields } = report('DevEUI_uplink', UPLINK)
    expect(Object.keys(fields)).toEqual([
      'Time',
      'DevEUI',
      'FPort',
      'FCntUp',
      'ADRbit',
      'payload_hex',
      'LrrRSSI',
      'LrrSNR',
      'SpFact',
      'Lrrid',
      'Lrrs',
      'CustomerID',
      'CustomerData',
      'DevAddr',
      'Unknown',
    ])
    expect(fields).toMatchObject({ FPort: 17, SpFact: 12, LrrRSSI: -113, CustomerID: '100002167' })
    expect(fields.Lrrs).toEqual({
      Lrr: [{ Lrrid: '69606FD0', Chain: 0, LrrRSSI: -113, LrrSNR: -9.25, LrrESP: -122.5 }],
    })
  })

  test('hold the ten best gateways at most, and one gateway as a list', () => {
    const many = Array.from({ length: 14 }, (_, index) => ({ Lrrid: `gw${index}` }))
    const { fields } = report('DevEUI_uplink', { ...UPLINK, Lrrs: { Lrr: many } })
    expect(fields.Lrrs).toEqual({ Lrr: many.slice(0, 10) })
    const one = report('DevEUI_uplink', { ...UPLINK, Lrrs: { Lrr: { Lrrid: 'gw' } } })
    expect(one.fields.Lrrs).toEqual({ Lrr: [{ Lrrid: 'gw' }] })
  })

  test('numbers beyond 2^53 keep their digits', () => {
    const { fields } = report('DevEUI_downlink_Sent', { DevEUI: '20635F0108000496', Other: 18446744073709551615n })
    expect(fields.Other).toBe('18446744073709551615')
  })

  test.each([
    [{ ...UPLINK, DevEUI: '20635F01080004' }, /^DevEUI/],
    [{ ...UPLINK, DevEUI: undefined }, /^DevEUI/],
    [{ ...UPLINK, FPort: '1.5' }, /^FPort/],
    [{ ...UPLINK, FCntUp: -1 }, /^FCntUp/],
    [{ ...UPLINK, payload_hex: 'abc' }, /^payload_hex/],
    [{ ...UPLINK, payload_hex: 'zz' }, /^payload_hex/],
    [{ ...UPLINK, FPort: { toString: 1, valueOf: 1 } }, /^FPort/],
    [{ ...UPLINK, FCntUp: [1] }, /^FCntUp/],
    [{ ...UPLINK, payload_hex: { toString: null } }, /^payload_hex/],
    [{ ...UPLINK, payload_hex: ['9e'] }, /^payload_hex/],
  ])('refusal %#', (fields, sentence) => {
    const made = makeReport('DevEUI_uplink', fields)
    expect(made.ok ? '' : made.error).toMatch(sentence)
  })

  test('a name of the prototype is no field', () => {
    const { fields } = report('DevEUI_uplink', JSON.parse('{"DevEUI":"20635F0108000496","__proto__":{"x":1}}'))
    expect(Object.keys(fields)).toEqual(['DevEUI'])
  })
})

describe('encodings', () => {
  test('JSON keeps numbers', () => {
    const { mediaType, text } = renderReport(report('DevEUI_uplink', UPLINK), 'json')
    expect(mediaType).toBe('application/json')
    expect(text).toContain('"DevEUI":"20635F0108000496","FPort":17,"FCntUp":1234,"ADRbit":1,"payload_hex":"9e1c"')
    expect(JSON.parse(text).DevEUI_uplink.CustomerData).toEqual(UPLINK.CustomerData)
  })

  test('JSON untyped turns every scalar into a string, decimals with six digits', () => {
    const { mediaType, text } = renderReport(report('DevEUI_uplink', UPLINK), 'json-untyped')
    expect(mediaType).toBe('application/json')
    const read = JSON.parse(text).DevEUI_uplink
    expect(read).toMatchObject({ FPort: '17', LrrRSSI: '-113.000000', LrrSNR: '-9.250000', SpFact: '12' })
    expect(read.Lrrs.Lrr[0]).toMatchObject({ Chain: '0', LrrESP: '-122.500000' })
    expect(read.CustomerData).toEqual(UPLINK.CustomerData)
    expect(read.Unknown).toEqual({ deep: ['1', '2', 'true'] })
  })

  test('XML has the namespace, the order, and CustomerData as text', () => {
    const { mediaType, text } = renderReport(report('DevEUI_uplink', UPLINK), 'xml')
    expect(mediaType).toBe('application/xml; charset=utf-8')
    expect(text).toMatch(
      /^<\?xml version="1.0" encoding="UTF-8"\?><DevEUI_uplink xmlns="http:\/\/uri.actility.com\/lora"><Time>.*<\/DevEUI_uplink>$/,
    )
    expect(text).toContain('<Lrrs><Lrr><Lrrid>69606FD0</Lrrid><Chain>0</Chain><LrrRSSI>-113.000000</LrrRSSI>')
    const read = new XMLParser({ parseTagValue: false }).parse(text).DevEUI_uplink
    expect(JSON.parse(read.CustomerData)).toEqual(UPLINK.CustomerData)
  })

  test('any text survives XML, apart from what XML has no characters for', () => {
    const parser = new XMLParser({ parseTagValue: false, trimValues: false })
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }), (modelCfg) => {
        const { text } = renderReport(report('DevEUI_uplink', { ...UPLINK, ModelCfg: `x${modelCfg}x` }), 'xml')
        const read = parser.parse(text).DevEUI_uplink.ModelCfg as string
        // biome-ignore lint/suspicious/noControlCharactersInRegex: what XML cannot hold
        const wanted = `x${modelCfg}x`.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
        expect(read.replaceAll('\r\n', '\n').replaceAll('\r', '\n')).toBe(
          wanted.replaceAll('\r\n', '\n').replaceAll('\r', '\n'),
        )
      }),
    )
  })
})

describe('tokens (tunnel.md §4)', () => {
  const decoded = (query: string) => decodeURIComponent(query.replace(/&Token=.*/, ''))
  const tokenOf = (query: string) => new URLSearchParams(query).get('Token')

  test('vector 1: the elements and the query', () => {
    const uplink = report('DevEUI_uplink', {
      CustomerID: '100002167',
      DevEUI: '20635F0108000496',
      FPort: 17,
      FCntUp: 1803,
      payload_hex: '2ce4850919d85d4c9f793ad148d24f32f3c6b5488f5a087cbeb1488f5a998c83ab',
    })
    const query = reportQuery(uplink, {
      asId: 'TWA_100002167.1111.AS',
      lrnInfos: 'TWA_100002167.1111.AS-1-111974',
      time: new Date('2021-04-07T08:49:51.551Z'),
      asKey: 'f3203a20a2e8dfaf6686b621f56d05e3',
    })
    expect(decoded(query)).toBe(
      'LrnDevEui=20635F0108000496&LrnFPort=17&LrnInfos=TWA_100002167.1111.AS-1-111974&AS_ID=TWA_100002167.1111.AS&Time=2021-04-07T08:49:51.551+00:00',
    )
    expect(query).toContain('&Time=2021-04-07T08%3A49%3A51.551%2B00%3A00&Token=')
  })

  test('vector 1, whole', () => {
    const elements = '10000216720635F01080004961718032ce4850919d85d4c9f793ad148d24f32f3c6b5488f5a087cbeb1488f5a998c83ab'
    const uplink = report('DevEUI_uplink', {
      CustomerID: '100002167',
      DevEUI: '20635F0108000496',
      FPort: 17,
      FCntUp: 1803,
      payload_hex: '2ce4850919d85d4c9f793ad148d24f32f3c6b5488f5a087cbeb1488f5a998c83ab',
    })
    expect(bodyElements(uplink)).toBe(elements)
    const query = reportQuery(uplink, {
      asId: 'TWA_100002167.1111.AS',
      lrnInfos: 'TWA_100002167.1111.AS-1-111974',
      time: new Date('2021-04-07T08:49:51.551Z'),
      asKey: 'f3203a20a2e8dfaf6686b621f56d05e3',
    })
    expect(tokenOf(query)).toBe('196c22898bf95fcf48b72be198c89256410660b9b514539651344baa594ad74f')
  })

  test('vector 3: uplink and Sent', () => {
    const asKey = 'c6f5e3b263092120b8766b9aed9c41b4'
    const query =
      'LrnDevEui=0059AC0000000001&LrnFPort=1&LrnInfos=TWA_100000001.999.AS-1-12345678&AS_ID=TWA_100000001.999&Time=2018-01-12T10:00:00.000+01:00'
    const base = { CustomerID: '100000001', DevEUI: '0059AC0000000001', FPort: 1 }
    const uplink = report('DevEUI_uplink', { ...base, FCntUp: 1, payload_hex: '000102030405' })
    const sent = report('DevEUI_downlink_Sent', { ...base, FCntDn: 1 })
    expect(tunnelToken({ bodyElements: bodyElements(uplink), query, asKey })).toBe(
      '5b7ec8b0b2c250fc792c76348de3b16ff04e27050baf8a37c891dcc85e88b0d4',
    )
    expect(tunnelToken({ bodyElements: bodyElements(sent), query, asKey })).toBe(
      '345dc204c72a9769441c4700cd0a0fb76c5b356e3931540e891fc7e68f236c98',
    )
  })

  test('elements of the other reports, and what is missing', () => {
    const base = { CustomerID: 'c', DevEUI: '00AB5F0108000496' }
    expect(bodyElements(report('DevEUI_location', base))).toBe('c00ab5f0108000496')
    expect(bodyElements(report('DevEUI_notification', base))).toBe('c00AB5F0108000496')
    expect(bodyElements(report('DevEUI_uplink', { ...base, FCntUp: 7 }))).toBe('c00AB5F010800049607')
    expect(bodyElements(report('DevEUI_downlink_Sent', { ...base, FPort: 2, FCntDn: 9 }))).toBe('c00AB5F010800049629')
  })

  test('the token of any report is that of its decoded query, and the same in every encoding', () => {
    const text = fc.string({ minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(
        text,
        text,
        fc.integer({ min: 0, max: 0xffffffff }),
        fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) }),
        (customer, asId, count, time) => {
          const uplink = report('DevEUI_uplink', { ...UPLINK, CustomerID: customer, FCntUp: count })
          const asKey = 'f3203a20a2e8dfaf6686b621f56d05e3'
          const query = reportQuery(uplink, { asId, lrnInfos: `${asId}-1-1`, time, asKey })
          const [signed = '', token] = query.split('&Token=')
          const body = JSON.parse(renderReport(uplink, 'json-untyped').text).DevEUI_uplink
          const elements = body.CustomerID + body.DevEUI + body.FPort + body.FCntUp + body.payload_hex
          const plain = signed
            .split('&')
            .map((part) => decodeURIComponent(part))
            .join('&')
          expect(
            createHash('sha256')
              .update(elements + plain + asKey)
              .digest('hex'),
          ).toBe(token)
        },
      ),
    )
  })

  test('times have milliseconds and an offset', () => {
    expect(tunnelTime(new Date('2021-04-07T08:49:51Z'))).toBe('2021-04-07T08:49:51.000+00:00')
  })

  test("the URL's own query stays in front", () => {
    expect(withQuery('https://as.test/in', 'a=1')).toBe('https://as.test/in?a=1')
    expect(withQuery('https://as.test/in?x=y', 'a=1')).toBe('https://as.test/in?x=y&a=1')
    expect(withQuery('https://as.test/in?', 'a=1')).toBe('https://as.test/in?a=1')
  })
})
