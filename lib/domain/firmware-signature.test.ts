import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { crc32 } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type CandidateKey, createSignatureCheck, judgeSignature, readSignature } from './firmware-signature.ts'

const pairs = [1, 2].map(() => generateKeyPairSync('ec', { namedCurve: 'P-256' }))
const [one, two] = pairs as [(typeof pairs)[0], (typeof pairs)[0]]
const image = Buffer.from('#!/bin/sh\nexit 0\n')
const signed = (key: KeyObject, hash = 'sha512', encoding: 'der' | 'ieee-p1363' = 'der', bytes = image) =>
  sign(hash, bytes, { key, dsaEncoding: encoding })
const KEYS: CandidateKey[] = [
  { crc: 111, name: 'first', publicKey: one.publicKey },
  { crc: 222, name: '', publicKey: two.publicKey },
]
const error = (bytes: Uint8Array) => {
  const read = readSignature(bytes)
  return read.ok ? 'accepted' : read.error
}

describe('reading', () => {
  test('DER is kept, r‖s becomes the same DER', () => {
    const der = signed(one.privateKey)
    expect(readSignature(der)).toEqual({ ok: true, value: { der, crc: crc32(der), converted: false } })
    const raw = signed(one.privateKey, 'sha512', 'ieee-p1363')
    const read = readSignature(raw)
    if (!read.ok) throw new Error(read.error)
    expect(read.value.converted).toBe(true)
    const check = createSignatureCheck(KEYS, read.value.der)
    check.update(image)
    expect(check.verdict().keyCrc).toBe(111)
  })

  test.each([
    ['nothing', Buffer.alloc(0), /empty/],
    ['P-384', signed(generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey), /larger curve than P-256/],
    [
      'P-384 as r‖s',
      signed(generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey, 'sha512', 'ieee-p1363'),
      /96 bytes is one of the curve P-384/,
    ],
    ['P-521', signed(generateKeyPairSync('ec', { namedCurve: 'P-521' }).privateKey), /larger curve than P-256/],
    ['hex', Buffer.from(signed(one.privateKey).toString('hex')), /text.*without -hex or Base64/],
    ['Base64', Buffer.from(signed(one.privateKey).toString('base64')), /text/],
    ['one byte too many', Buffer.concat([signed(one.privateKey), Buffer.of(0)]), /no ECDSA signature in DER/],
    ['cut off', signed(one.privateKey).subarray(0, -1), /no ECDSA signature in DER/],
    ['something else', Buffer.of(1, 2, 3), /no ECDSA signature in DER/],
  ])('%s is refused with what it is', (_name, bytes, sentence) => expect(error(bytes)).toMatch(sentence))

  test('any two numbers of the curve come out in canonical DER that Station takes', () => {
    const number = fc.uint8Array({ minLength: 32, maxLength: 32 })
    fc.assert(
      fc.property(number, number, (r, s) => {
        const read = readSignature(Buffer.concat([r, s]))
        if (!read.ok) throw new Error(read.error)
        expect(4 + read.value.der.length).toBeGreaterThanOrEqual(8)
        expect(4 + read.value.der.length).toBeLessThanOrEqual(132)
        expect(readSignature(read.value.der)).toMatchObject({ value: { der: read.value.der, converted: false } })
      }),
    )
  })

  test('any bytes are answered, never thrown at', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 150 }), (bytes) => {
        const read = readSignature(Uint8Array.from([0x30, ...bytes]))
        expect(typeof (read.ok ? read.value.crc : read.error)).not.toBe('undefined')
      }),
    )
  })
})

function judge(der: Uint8Array, named: number | null, keys = KEYS) {
  const check = createSignatureCheck(keys, der)
  for (const byte of image) check.update(Buffer.of(byte))
  const judged = judgeSignature(check.verdict(), keys, named)
  return judged.ok ? judged.value.crc : judged.error
}

describe('verifying, piece by piece', () => {
  test('the key that made it is found, or confirmed', () => {
    expect(judge(signed(two.privateKey), null)).toBe(222)
    expect(judge(signed(one.privateKey), 111)).toBe(111)
  })

  test.each([
    [
      'another key than the one named',
      signed(two.privateKey),
      111,
      'made with the key 0x000000de, not with 0x0000006f',
    ],
    ['SHA-256', signed(one.privateKey, 'sha256'), 111, 'of the key “first” (0x0000006f) is over SHA-256'],
    ['SHA-256 without a key named', signed(two.privateKey, 'sha256'), null, 'of the key 0x000000de is over SHA-256'],
    ['another file', signed(one.privateKey, 'sha512', 'der', Buffer.from('x')), 111, 'The key 0x0000006f did not make'],
    [
      'a stranger',
      signed(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey),
      null,
      'None of the registered keys',
    ],
  ])('%s', (_name, der, named, sentence) => expect(judge(der, named)).toContain(sentence))
})
