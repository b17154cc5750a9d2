import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseDownlinkQuery, validUntil } from './downlink-query.ts'
import { checkSignature, DECOY_KEYS, timeFault } from './downlink-signature.ts'
import { tunnelToken } from './token.ts'

const KEY = 'f3203a20a2e8dfaf6686b621f56d05e3'
const OTHER = 'c6f5e3b263092120b8766b9aed9c41b4'
const TOKEN = '0'.repeat(64)

const GOOD = {
  DevEUI: '20635F0108000495',
  FPort: '2',
  Payload: '0103',
  AS_ID: 'TWA_100002167.1111.AS',
  Time: '2021-04-07T08:50:00.000+00:00',
}
const join = (values: Record<string, string | undefined>) =>
  Object.entries(values)
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`]))
    .join('&')
const withToken = (values: Record<string, string | undefined>, token = TOKEN) => `${join(values)}&Token=${token}`
const read = (values: Record<string, string | undefined>) => parseDownlinkQuery(withToken({ ...GOOD, ...values }))
const refusal = (raw: string) => {
  const result = parseDownlinkQuery(raw)
  return result.ok ? 'accepted' : result.error
}

/** Signs as a client does: over the decoded query. */
function sign(values: Record<string, string>, key = KEY): string {
  const decoded = Object.entries(values)
    .map(([name, value]) => `${name}=${value}`)
    .join('&')
  return withToken(values, tunnelToken({ query: decoded, asKey: key }))
}
function check(raw: string, keys: readonly string[] = [KEY]) {
  const result = parseDownlinkQuery(raw)
  if (!result.ok) return { kind: 'unreadable', error: result.error } as const
  return checkSignature(result.value, result.value.query.token, keys)
}

describe('published vectors (tunnel.md §4)', () => {
  test('4, encoded and literal', () => {
    const values = {
      DevEUI: '20635F0108000495',
      FPort: '2',
      Payload: '0103',
      Confirmed: '1',
      FlushDownlinkQueue: '1',
      ValidityTime: '2021-04-07T09:50:00.000+00:00',
      AS_ID: 'TWA_100002167.1111.AS',
      Time: '2021-04-07T08:50:00.000+00:00',
      CorrelationID: '4434704901C7450B',
    }
    const token = '13f2dce31e9c171464c696940f879153084f08767cc189e36105af2b448d0681'
    expect(check(withToken(values, token))).toEqual({ kind: 'good' })
    const literal = Object.entries(values)
      .map(([name, value]) => `${name}=${value}`)
      .join('&')
    expect(check(`${literal}&Token=${token}`)).toEqual({ kind: 'good' })
    const parsed = parseDownlinkQuery(`${literal}&Token=${token}`)
    expect(parsed.ok && parsed.value.query).toMatchObject({
      devEui: '20635f0108000495',
      fPort: 2,
      payload: '0103',
      fCntDn: null,
      confirmed: true,
      flush: true,
      validity: { kind: 'until', ms: Date.parse('2021-04-07T09:50:00Z') },
      timeMs: Date.parse('2021-04-07T08:50:00Z'),
      correlationId: '4434704901C7450B',
      unknown: [],
    })
  })

  test('2, another order of parameters', () => {
    const raw =
      'DevEUI=000000000F1D8693&FPort=1&Payload=00&AS_ID=app1.sample.com&Time=2016-01-11T14%3A28%3A00.333%2B02%3A00&Token=ea8f31d2299cbece8e180a3012766c4df15fe3cf2e142d9fdf4035b5894ec886'
    expect(check(raw, ['46ab678cd45df4a4e4b375Eacd096acc'])).toEqual({ kind: 'good' })
  })
})

describe('parameters', () => {
  test.each([
    ['DevEUI', '20635F010800049', 'DevEUI: write 16 hex digits'],
    ['DevEUI', '20-63-5F-01-08-00-04-95', 'DevEUI: write 16 hex digits'],
    ['FPort', '0', 'FPort: write a whole number from 1 to 224'],
    ['FPort', '225', 'FPort: write a whole number from 1 to 224'],
    ['FPort', '1.5', 'FPort: write a whole number'],
    ['FPort', '+1', 'FPort: write a whole number'],
    ['Payload', '010', 'Payload: write hex digits'],
    ['Payload', 'zz', 'Payload: write hex digits'],
    ['Payload', '00'.repeat(243), 'it has 243 bytes'],
    ['FCntDn', '4294967296', 'FCntDn: write a whole number from 0 to 4294967295'],
    ['FCntDn', '-1', 'FCntDn: write'],
    ['Confirmed', 'true', 'Confirmed: write 0 or 1'],
    ['FlushDownlinkQueue', '2', 'FlushDownlinkQueue: write 0 or 1'],
    ['ValidityTime', 'soon', 'ValidityTime: write seconds, or a date'],
    ['ValidityTime', '0', 'ValidityTime: write a whole number from 1'],
    ['ValidityTime', '2021-04-07T09:50:00', 'with the offset from UTC'],
    ['AS_ID', 'two words', 'AS_ID: write the AS_ID of the connection'],
    ['Time', '2021-04-07 08:50:00Z', 'Time: write it as'],
    ['Time', '2021-02-30T08:50:00Z', 'there is no such date'],
    ['Time', '2021-04-07T25:50:00Z', 'there is no such date or time'],
    ['Time', '2021-04-07T08:50:00+99:00', 'there is no such offset'],
    ['Time', '2021-04-07T08:50:00 00:00', 'Send the “+” as %2B'],
    ['CorrelationID', '4434704901C7450BA', 'CorrelationID: write at most 16 hex digits'],
    ['CorrelationID', 'xyz', 'CorrelationID: write at most 16 hex digits'],
  ])('%s=%s is refused with its rule', (name, value, sentence) => {
    expect(refusal(withToken({ ...GOOD, [name]: value }))).toContain(sentence)
  })

  test.each(['DevEUI', 'AS_ID', 'Time', 'Payload', 'FPort'])('%s is missing', (name) => {
    expect(refusal(withToken({ ...GOOD, [name]: undefined }))).toContain(`${name} is missing`)
  })

  test('names every fault at once', () => {
    expect(refusal(withToken({ ...GOOD, FPort: '0', Payload: 'z', DevEUI: '1' }))).toMatch(/DevEUI.*FPort.*Payload/)
  })

  test('the payload may be left out only to flush', () => {
    const flush = read({ Payload: undefined, FPort: undefined, FlushDownlinkQueue: '1' })
    expect(flush.ok && flush.value.query).toMatchObject({ payload: null, fPort: null, flush: true })
  })

  test('an empty payload is a payload', () => {
    const empty = read({ Payload: '' })
    expect(empty.ok && empty.value.query.payload).toBe('')
  })

  test('offsets and the forms of Time', () => {
    const ms = (Time: string) => {
      const result = read({ Time })
      return result.ok ? result.value.query.timeMs : result.error
    }
    const noon = Date.parse('2021-04-07T12:00:00Z')
    expect(ms('2021-04-07T14:00:00+02:00')).toBe(noon)
    expect(ms('2021-04-07T14:00:00+0200')).toBe(noon)
    expect(ms('2021-04-07T06:30:00.000-05:30')).toBe(noon)
    expect(ms('2021-04-07T12:00Z')).toBe(noon)
    expect(ms('2021-04-07T12:00:00.1234Z')).toBe(noon + 123)
  })

  test('names of another case, doubled and unknown ones', () => {
    expect(refusal(withToken({ ...GOOD, fport: '3' }))).toBe('“fport” is not a parameter. Write it as FPort.')
    expect(refusal(`FPort=3&${withToken(GOOD)}`)).toBe('FPort occurs twice. Send it once.')
    expect(refusal(`F%50ort=3&${withToken(GOOD)}`)).toBe('FPort occurs twice. Send it once.')
    expect(refusal(`x=1&x=2&${withToken(GOOD)}`)).toBe('“x” occurs twice. Send it once.')
    const unknown = parseDownlinkQuery(withToken({ ...GOOD, RouteProfile: 'x' }))
    expect(unknown.ok && unknown.value.query.unknown).toEqual(['RouteProfile'])
  })

  test('Token comes last and once', () => {
    expect(refusal(join(GOOD))).toContain('Token is missing')
    expect(refusal(`Token=${TOKEN}&${join(GOOD)}`)).toContain('Token is not the last parameter')
    expect(refusal(`Token=${TOKEN}&${withToken(GOOD)}`)).toBe('Token occurs twice. Send it once.')
    expect(refusal(withToken(GOOD, 'abc'))).toContain('Token: write 64 hex digits')
    expect(refusal('')).toContain('Token is missing')
  })

  test.each(['&', 'a&Token=', '=x', 'a=%00', 'a=%zz', 'a=%'])('the broken query “%s” is refused', (start) => {
    expect(refusal(`${start}&${withToken(GOOD)}`)).not.toBe('accepted')
  })

  test('never throws, whatever comes', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' })), (text) => {
        parseDownlinkQuery(text)
        parseDownlinkQuery(`${text}&${withToken(GOOD)}`)
      }),
    )
  })
})

describe('signature', () => {
  const value = fc.string({ unit: fc.constantFrom(...'abcXYZ019+-:. ü&=%/?'), maxLength: 12 })
  const names = Object.keys(GOOD)

  test('any order and any encoding of any values is accepted with the right key only', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(names, { minLength: names.length }), value, (order, extra) => {
        const values = Object.fromEntries([...order.map((name) => [name, Reflect.get(GOOD, name)]), ['Extra', extra]])
        expect(check(sign(values))).toEqual({ kind: 'good' })
        expect(check(sign(values), [OTHER])).toEqual({ kind: 'wrong' })
        expect(check(sign(values), [OTHER, KEY])).toEqual({ kind: 'good' })
        expect(check(sign(values), DECOY_KEYS)).toEqual({ kind: 'wrong' })
      }),
    )
  })

  test('a re-ordered query is refused', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(names, { minLength: names.length }), (order) => {
        fc.pre(order.join() !== names.join())
        const token = sign(GOOD).slice(-64)
        const reordered = Object.fromEntries(order.map((name) => [name, Reflect.get(GOOD, name)]))
        expect(check(withToken(reordered, token)).kind).not.toBe('good')
      }),
    )
  })

  test('one changed character is refused', () => {
    const raw = sign(GOOD)
    fc.assert(
      fc.property(fc.nat(raw.length - 72), fc.constantFrom(...'0123456789abcdefXZ'), (at, char) => {
        fc.pre(raw[at] !== char && raw[at] !== '%' && !/%.?$/.test(raw.slice(0, at)))
        const changed = raw.slice(0, at) + char + raw.slice(at + 1)
        expect(check(changed).kind).not.toBe('good')
      }),
    )
  })

  test('an unsigned query is refused', () => {
    expect(check(join(GOOD)).kind).toBe('unreadable')
    expect(check(withToken(GOOD))).toEqual({ kind: 'wrong' })
  })

  test('a query encoded twice is refused: decoding happens once', () => {
    const token = sign(GOOD).slice(-64)
    expect(check(`${join(GOOD).replaceAll('%', '%25')}&Token=${token}`).kind).not.toBe('good')
  })

  test('a plus is a plus', () => {
    const token = sign(GOOD).slice(-64)
    const literal = join(GOOD).replace('%2B', '+')
    expect(check(`${literal}&Token=${token}`)).toEqual({ kind: 'good' })
  })

  test('whoever holds the key is told the mistake; nobody else is', () => {
    const decoded = Object.entries(GOOD)
      .map(([name, text]) => `${name}=${text}`)
      .join('&')
    const made = (text: string, asKey = KEY) => check(withToken(GOOD, tunnelToken({ query: text, asKey })))
    expect(made(decoded.replace('+', ' '))).toMatchObject({ kind: 'mistake', hint: expect.stringContaining('blank') })
    expect(made(join(GOOD))).toMatchObject({ kind: 'mistake', hint: expect.stringContaining('encoded') })
    expect(made(decoded.split('&').sort().join('&'))).toMatchObject({
      kind: 'mistake',
      hint: expect.stringContaining('sorted'),
    })
    expect(made(`${decoded}&`)).toMatchObject({ kind: 'mistake', hint: expect.stringContaining('“&”') })
    expect(made(`?${decoded}`)).toMatchObject({ kind: 'mistake', hint: expect.stringContaining('“?”') })
    expect(made(decoded, KEY.toUpperCase())).toMatchObject({ kind: 'mistake', hint: expect.stringContaining('lower') })
    expect(made(decoded.replace('+', ' '), OTHER)).toEqual({ kind: 'wrong' })
  })
})

describe('times', () => {
  const now = Date.parse('2021-04-07T08:50:00Z')

  test('the window is closed on both sides and includes its ends', () => {
    expect(timeFault(now - 60_000, now, 60)).toBeUndefined()
    expect(timeFault(now + 60_000, now, 60)).toBeUndefined()
    expect(timeFault(now - 60_001, now, 60)).toContain('61 s behind ours (2021-04-07T08:50:00.000Z)')
    expect(timeFault(now + 3_600_000, now, 60)).toContain('3600 s ahead of ours')
  })

  test('validity', () => {
    expect(validUntil(null, now)).toEqual({ ok: true, value: null })
    expect(validUntil({ kind: 'seconds', seconds: 5 }, now)).toEqual({ ok: true, value: now + 5000 })
    expect(validUntil({ kind: 'until', ms: now + 1 }, now)).toEqual({ ok: true, value: now + 1 })
    expect(validUntil({ kind: 'until', ms: now }, now).ok).toBe(false)
    expect(validUntil({ kind: 'until', ms: now + 8 * 24 * 3_600_000 }, now).ok).toBe(false)
  })
})
