import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { keyDer, keyPem, makeCa } from '#tests/support/certificates.ts'
import { bootstrapTokenValue, normaliseTokenLine, tokenLine, tokenValueOf } from './token.ts'

const ca = await makeCa()
const base64 = (text: string) => Buffer.from(text, 'latin1').toString('base64')
const printable = (minLength: number, maxLength: number) =>
  fc.string({
    minLength,
    maxLength,
    unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
  })

describe('a token line', () => {
  test.each([
    ['Authorization: token\r\n', 'token'],
    ['Authorization: token', 'token'],
    ['Authorization: token\n', 'token'],
    ['Authorization: token\r\n\r\n', 'token'],
    ['authorization: token', 'token'],
    [' Authorization:  Bearer NNSXS.A.B  ', 'Bearer NNSXS.A.B'],
  ])('%j', (text, value) => {
    const line = Buffer.from(`Authorization: ${value}\r\n`)
    expect(normaliseTokenLine(text)).toEqual({ ok: true, value: { line, value } })
    expect(normaliseTokenLine(Buffer.from(text))).toEqual({ ok: true, value: { line, value } })
    expect(tokenLine(value)).toEqual(line)
  })

  test('the published one (owner-api.md, vectors)', () => {
    const given = Buffer.from('QXV0aG9yaXphdGlvbjogU29tZVNlY3JldEdhdGV3YXlUb2tlbiE=', 'base64')
    expect(normaliseTokenLine(given)).toMatchObject({ value: { value: 'SomeSecretGatewayToken!' } })
  })

  test.each([
    ['Authorization:s3cret', /A blank is missing after the colon/],
    ['s3cret', /does not begin with the name of its header/],
    ['Bearer s3cret', /does not begin with the name/],
    ['X-Api-Key: s3cret', /another header than Authorization/],
    ['Authorization: s3cret\r\nX-Other: y', /several lines/],
    ['Authorization: s3cret\nAuthorization: y', /several lines/],
    ['Authorization: s3crét', /outside printable ASCII/],
    ['Authorization: s3cret\ty', /outside printable ASCII/],
    ['Authorization: s3cret\0', /outside printable ASCII/],
    ['Authorization: ', /token is empty/],
    ['Authorization:', /token is empty/],
    ['', /^This is an empty file, not a token/],
    [`Authorization: s3cret${'x'.repeat(2048)}`, /2054 characters/],
    [keyPem(ca.key), /^This is a private key, not a token\. Add the client certificate/],
    [ca.pem, /^This is a certificate, not a token/],
  ])('%j is refused without repeating it', (text, sentence) => {
    const result = normaliseTokenLine(text)
    expect(result).toEqual({ ok: false, error: expect.stringMatching(sentence) })
    expect(JSON.stringify(result)).not.toContain('s3cr')
  })

  test('a key in DER', () => {
    expect(normaliseTokenLine(keyDer(ca.key, 'sec1'))).toMatchObject({ error: expect.stringMatching(/private key/) })
  })

  test('whatever is accepted is one line, and normalising it again changes nothing', () => {
    const texts = fc.oneof(
      fc.string(),
      fc.string().map((text) => `Authorization: ${text}`),
      printable(1, 80).map((text) => `Authorization: ${text}`),
    )
    fc.assert(
      fc.property(texts, (text) => {
        const first = normaliseTokenLine(text)
        if (!first.ok) return true
        const again = normaliseTokenLine(first.value.line)
        expect(Buffer.from(first.value.line).toString('latin1')).toMatch(
          /^Authorization: [\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?\r\n$/,
        )
        return again.ok && Buffer.compare(again.value.line, first.value.line) === 0
      }),
      { numRuns: 500 },
    )
  })
})

describe('the token of an added gateway', () => {
  test.each([
    ['HJg87hjgsadi8732kh==', 'HJg87hjgsadi8732kh=='],
    ['Bearer NNSXS.A.B', 'Bearer NNSXS.A.B'],
    ['Authorization: SomeSecret', 'SomeSecret'],
    ['Authorization: SomeSecret\r\n', 'SomeSecret'],
    ['QXV0aG9yaXphdGlvbjogU29tZVNlY3JldEdhdGV3YXlUb2tlbiE=', 'SomeSecretGatewayToken!'],
    [base64('Authorization: SomeSecret\r\n'), 'SomeSecret'],
    [base64('Authorization: SomeSecret\n').replace(/=+$/, ''), 'SomeSecret'],
    // Base64 of anything else is the token itself.
    [base64('SomeSecretText'), base64('SomeSecretText')],
    [base64('Authorization: Some\x01Secret'), base64('Authorization: Some\x01Secret')],
    [base64('authorization: SomeSecret'), base64('authorization: SomeSecret')],
    ['12345678', '12345678'],
    ['x'.repeat(512), 'x'.repeat(512)],
  ])('%j is %j', (text, value) => {
    expect(bootstrapTokenValue(text)).toEqual({ ok: true, value })
  })

  test.each([
    ['', /has 0 characters/],
    ['1234567', /has 7 characters\. Use 8 to 512/],
    ['Authorization: short', /has 5 characters/],
    ['x'.repeat(513), /has 513 characters/],
    [' s3cret-token', /begins or ends with a blank/],
    ['s3cret-token ', /begins or ends with a blank/],
    ['s3cret\r\ntoken', /outside printable ASCII/],
    ['s3crét-token', /outside printable ASCII/],
  ])('%j is refused without repeating it', (text, sentence) => {
    const result = bootstrapTokenValue(text)
    expect(result).toEqual({ ok: false, error: expect.stringMatching(sentence) })
    expect(JSON.stringify(result)).not.toContain('s3cr')
  })
})

test('what the gateway sends is what was added, in each of its forms', () => {
  fc.assert(
    fc.property(printable(8, 60), (token) => {
      const forms = [token, `Authorization: ${token}`, base64(`Authorization: ${token}\r\n`)]
      const [, arrived = ''] = /^Authorization:(.*\r\n)$/.exec(Buffer.from(tokenLine(token)).toString('latin1')) ?? []
      return forms.every((form) => {
        const added = bootstrapTokenValue(form)
        return added.ok && added.value === tokenValueOf(arrived)
      })
    }),
  )
})

test('what arrives loses the blanks around it only', () => {
  expect(tokenValueOf(' Bearer  x\t')).toBe('Bearer  x')
  expect(tokenValueOf(' \t')).toBe('')
})
