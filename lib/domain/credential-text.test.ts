import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeCredentialText, MAX_FIELD } from './credential-text.ts'

const decoded = (text: string) => {
  const result = decodeCredentialText(text)
  return result.ok ? Buffer.from(result.value).toString('latin1') : result.error
}

test('PEM and headers stand for themselves', () => {
  for (const text of ['-----BEGIN CERTIFICATE-----\nAA==\n', 'Authorization: x', ' authorization:x']) {
    expect(decoded(text)).toBe(text)
  }
})

test('Base64 in every dress', () => {
  const forms = (bytes: Uint8Array) => {
    const base64 = Buffer.from(bytes).toString('base64')
    return [
      base64,
      base64.replace(/=/g, ''),
      Buffer.from(bytes).toString('base64url'),
      `\r\n${base64.replace(/(.{3})/g, '$1\n ')}\t`,
    ]
  }
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1 }), (bytes) =>
      forms(bytes).every((form) => decoded(form) === Buffer.from(bytes).toString('latin1')),
    ),
  )
})

describe('anything else is refused', () => {
  test.each(['', '   ', 'A', 'AAAAA', 'AA=', 'AAA==', '=', 'AA==AA==', 'AA*A', 'ÄÖÜA', '{"a":1}', 'Bearer: x', '\0'])(
    '%j',
    (text) => {
      expect(decoded(text)).toMatch(/^This is not Base64/)
    },
  )

  test('a text that was cut', () => {
    expect(decoded('QR')).toMatch(/cut off/)
    expect(decoded('QR==')).toMatch(/cut off/)
  })

  test('what is too long', () => {
    expect(decoded(Buffer.alloc(MAX_FIELD).toString('base64'))).toHaveLength(MAX_FIELD)
    expect(decoded(Buffer.alloc(MAX_FIELD + 1).toString('base64'))).toMatch(/more than 16 KiB/)
    expect(decoded(`-----BEGIN ${'x'.repeat(MAX_FIELD)}`)).toMatch(/more than 16 KiB/)
    expect(decoded(' '.repeat(1_000_000))).toMatch(/more than 16 KiB/)
  })
})
