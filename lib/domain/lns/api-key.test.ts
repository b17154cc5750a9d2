import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { normaliseTokenLine } from '../token.ts'
import { bearerLine, readApiKey } from './api-key.ts'

/** The example of the documentation, not a key of anybody. */
const KEY = 'NNSXS.U4H3ZFFCMSR42BUAZPW2UWGFBV4WCNI5EXDJXDY.SHIF3PP5PBMJNZESN5XLR5TZJTJUIGKVUTM2I22IVBUVCD6VIQIA'
const read = (text: string) => {
  const result = readApiKey(text)
  return result.ok ? result.value : result.error
}

describe('forms in which a key is pasted', () => {
  test.each([
    KEY,
    ` ${KEY}\r\n`,
    `"${KEY}"`,
    `“${KEY}”`,
    `Bearer ${KEY}`,
    `bearer  ${KEY}`,
    `Authorization: Bearer ${KEY}`,
    `authorization:Bearer ${KEY}\r\n`,
    `-H "Authorization: Bearer ${KEY}"`,
    `'Authorization: Bearer ${KEY}'`,
    `Authorization: Bearer ${KEY}\\r\\n`,
    `LNS_KEY="${KEY}"`,
    `export LNS_KEY='${KEY}'`,
    `set LNS_KEY=${KEY}`,
    `$env:LNS_KEY='${KEY}'`,
    `${KEY.slice(0, 40)}\n  ${KEY.slice(40)}`,
    `\ufeff${KEY}`,
  ])('%j', (text) => {
    expect(read(text)).toEqual({ key: KEY, isTheThingsStack: true, warnings: [] })
  })

  test('the line that is made is the one that Station sends', () => {
    const line = normaliseTokenLine(bearerLine(KEY))
    expect(line.ok && Buffer.from(line.value.line).toString()).toBe(`Authorization: Bearer ${KEY}\r\n`)
  })
})

test.each([
  ['', /empty/],
  ['Bearer ', /empty/],
  ['Authorization:', /empty/],
  ['-----BEGIN PRIVATE KEY-----\nMIG\n', /private key, not an API key/],
  [KEY.replace('NNSXS', 'MFRWG'), /access token of a session/],
  [KEY.replace('NNSXS', 'ONSXG'), /session token/],
  ['ght_abcdefghijklmnopqrstuvwxyz', /API token of Gatehouse/],
  ['AKIAIOSFODNN7EXAMPLE', /access key of AWS/],
  ['eyJhbGciOi.eyJhdWQiOi.c2lnbmF0dXJl', /ChirpStack/],
  ['B8-27-EB-FF-FE-A6-7A-72', /identifier of a gateway/],
  ['********', /masked/],
  ['NNSXS.U4H3…', /ASCII/],
  ['https://console.example.com/key', /web address/],
  ['k'.repeat(2001), /2001 characters/],
  ['x'.repeat(9000), /too long/],
])('%j is refused and said what it is', (text, sentence) => {
  const said = read(text)
  expect(said).toMatch(sentence)
  if (text.length > 20) expect(said).not.toContain(text.slice(10, 20))
})

test.each([
  [KEY.slice(0, -5), /39 and 47/],
  [KEY.split('.').slice(0, 2).join('.'), /without its secret/],
  [KEY.replace('.SHIF3', '.shif3'), /three parts/],
])('a key that is cut or changed is said to look wrong', (text, sentence) => {
  expect(read(text)).toMatchObject({ warnings: [expect.stringMatching(sentence)] })
})

test('a token of another network passes as it is', () => {
  expect(read('Bearer s3cret-token/with+signs==')).toEqual({
    key: 's3cret-token/with+signs==',
    isTheThingsStack: false,
    warnings: [],
  })
})

test('whatever is pasted, the answer is a key without blanks or a sentence', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      const result = readApiKey(text)
      if (result.ok) expect(result.value.key).toMatch(/^[\x21-\x7e]+$/)
      else expect(result.error).toMatch(/\.$/)
    }),
  )
})
