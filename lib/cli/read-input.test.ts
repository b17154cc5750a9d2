import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { parseRootKey } from './read-input.ts'

test('a root key is read as bytes, hex and Base64, with or without an end of line', () => {
  const key = randomBytes(32)
  const hex = key.toString('hex')
  for (const form of [hex, `${hex.toUpperCase()}\n`, key.toString('base64'), `${key.toString('base64url')}\r\n`]) {
    expect(Buffer.from(parseRootKey(Buffer.from(form)))).toEqual(key)
  }
  expect(parseRootKey(key)).toEqual(key)
})

test.each(['', 'ab', '0'.repeat(63), 'g'.repeat(64), '0'.repeat(128)])('“%s” is no root key', (text) => {
  expect(() => parseRootKey(Buffer.from(text))).toThrow(/give 32 bytes/)
})
