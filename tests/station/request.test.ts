import { describe, expect, it } from 'vitest'
import { eui } from '#lib/domain/identifiers.ts'
import { buildUpdateInfoRequest, type UpdateInfoState } from '#lib/station/update-info-request.ts'

const sample: UpdateInfoState = {
  hostPort: '127.0.0.1:7100',
  router: eui('::1'),
  cupsUri: 'http://127.0.0.1:7100',
  tcUri: null,
  cupsCredCrc: 2077607535,
  tcCredCrc: 2077607535,
  station: '2.0.6(linux/testsim) …',
  model: 'linux',
  package: '1.0',
  keys: [255585347],
}
const bodyOf = (state: UpdateInfoState): Buffer => {
  const request = buildUpdateInfoRequest(state)
  return request.subarray(request.indexOf('\r\n\r\n') + 4)
}

describe('the request of Station 2.0.6 (cups.md §2)', () => {
  it('is the sample, byte for byte', () => {
    const body =
      '{"router":"::1","cupsUri":"http://127.0.0.1:7100","tcUri":null,"cupsCredCrc":2077607535,"tcCredCrc":2077607535,' +
      '"station":"2.0.6(linux/testsim) …","model":"linux","package":"1.0","keys":[255585347]}'
    const length = Buffer.byteLength(body)
    expect(buildUpdateInfoRequest(sample).toString()).toBe(
      `POST /update-info HTTP/1.1\r\nHost: 127.0.0.1:7100\r\nContent-Type: application/json\r\nContent-Length:   ${length}\r\n\r\n${body}`,
    )
  })

  it.each([
    ['2.0.6(linux/testsim) 2022-01-17', 206, 'Content-Length:   206'],
    ['x'.repeat(1000), 1175, 'Content-Length:  1175'],
  ])('puts blanks over the zeros that Content-Length does not need', (station, length, header) => {
    const request = buildUpdateInfoRequest({ ...sample, station })
    expect(bodyOf({ ...sample, station })).toHaveLength(length)
    expect(request.toString().split('\r\n')).toContain(header)
  })

  it('puts the header lines of the token, as they are, behind Content-Length', () => {
    const token = Buffer.from('Authorization: Bearer x\r\nX-Other: y\r\n')
    const lines = buildUpdateInfoRequest({ ...sample, token })
      .toString()
      .split('\r\n')
    expect(lines.slice(4, 7)).toEqual(['Authorization: Bearer x', 'X-Other: y', ''])
  })

  it('reports null for missing files, an empty package as it is, no keys as []', () => {
    const state = { ...sample, cupsUri: null, package: null, keys: [] }
    expect(JSON.parse(bodyOf(state).toString())).toMatchObject({ cupsUri: null, package: null, keys: [] })
    expect(JSON.parse(bodyOf({ ...state, package: '' }).toString())).toMatchObject({ package: '' })
  })

  it('lets bytes that are not UTF-8 pass and escapes what JSON demands', () => {
    const state = { ...sample, package: Buffer.from([0xff, 0x22, 0x5c, 0x0a, 0x01, 0x41]) }
    const expected = Buffer.concat([Buffer.from('"package":"'), Buffer.of(0xff), Buffer.from('\\"\\\\\\n\\u0001A"')])
    expect(bodyOf(state).includes(expected)).toBe(true)
  })

  it('prints CRCs unsigned', () => {
    expect(bodyOf({ ...sample, cupsCredCrc: -1 }).toString()).toContain('"cupsCredCrc":4294967295,')
  })

  it('does not send what the 8 KB buffer cannot hold', () => {
    const token = Buffer.from(`Authorization: ${'x'.repeat(8000)}\r\n`)
    expect(() => buildUpdateInfoRequest({ ...sample, token })).toThrow(RangeError)
  })
})
