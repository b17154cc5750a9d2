import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { normaliseClaimPin } from './claiming/claim-pin.ts'
import { type Eui, eui } from './identifiers.ts'
import { aesCmac, deriveKey, deriveMasterKey, keyCheckValue, secretsOfMasterKey } from './key-derivation.ts'

const hex = (text: string) => Buffer.from(text, 'hex')
const root = Buffer.from(Array.from({ length: 32 }, (_, i) => i))

describe('AES-CMAC, RFC 4493 §4', () => {
  const prf = aesCmac(hex('2b7e151628aed2a6abf7158809cf4f3c'))
  test.each([
    ['', 'bb1d6929e95937287fa37d129b756746'],
    ['6bc1bee22e409f96e93d7e117393172a', '070a16b46b4d4144f79bdd9dd04a287c'],
    [
      '6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e5130c81c46a35ce411',
      'dfa66747de9ae63030ca32611497c827',
    ],
  ])('message %s', (message, tag) => {
    expect(Buffer.from(prf(hex(message))).toString('hex')).toBe(tag)
  })
})

describe('published vectors (owner-api.md)', () => {
  test.each([
    [
      '000000FFFE000ABC',
      '83034109e81010261c32b830bdb2b00717159f76df8250bd7206c8ead8a70a63',
      'Q55XGEAM',
      'uTYUghSBI98vJPDN6aimXwmSQcQFRQCYcWG5TxdlkHI',
    ],
    [
      'B827EBFFFEA67A72',
      '1284054764e7808bf585c27dac74e09832fa903e0fa7f2a4e1b37b8d2bbe4dec',
      'MTNSB7DH',
      'kUgxjU5Ye1a0XHdlBK7wn7BSoY-n96pb_rjO6eQm4TY',
    ],
  ])('%s', (gateway, master, claimPin, authToken) => {
    const key = deriveMasterKey(aesCmac(root), eui(gateway))
    expect(Buffer.from(key).toString('hex')).toBe(master)
    expect(secretsOfMasterKey(key, eui(gateway))).toEqual({ claimPin, authToken })
  })
})

test('a longer output begins with the blocks of its own length field, not of a shorter one', () => {
  const prf = aesCmac(root)
  const context = hex('000000fffe000abc')
  expect(deriveKey(prf, 'label', context, 384)).toHaveLength(48)
  expect(Buffer.from(deriveKey(prf, 'label', context, 384)).subarray(0, 16)).not.toEqual(
    Buffer.from(deriveKey(prf, 'label', context, 128)),
  )
})

test('the key check value tells two roots apart', () => {
  expect(keyCheckValue(aesCmac(root))).toBe('377822')
  expect(keyCheckValue(aesCmac(root))).not.toBe(keyCheckValue(aesCmac(Buffer.alloc(32))))
})

test('a PIN read off a label is the same PIN in any case, with look-alikes and with dashes', () => {
  const anyPin = fc.tuple(fc.uint8Array({ minLength: 32, maxLength: 32 }), fc.bigInt(0n, (1n << 64n) - 1n))
  fc.assert(
    fc.property(anyPin, ([key, number]) => {
      const gateway = number.toString(16).padStart(16, '0') as Eui
      const pin = secretsOfMasterKey(key, gateway).claimPin
      const misread = pin.replace(/0/g, 'o').replace(/1/g, 'l').toLowerCase()
      return normaliseClaimPin(`${misread.slice(0, 4)}-${misread.slice(4)} `) === pin
    }),
  )
})

test.each(['', 'Q55XGEA', 'Q55XGEAMM', 'Q55XGEAU', 'Q55XGE*M'])('“%s” is no PIN', (text) => {
  expect(normaliseClaimPin(text)).toBeUndefined()
})
