import { createDecipheriv, randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { openWith, sealWith } from './sealed-box.ts'

const key = randomBytes(32)
const secret = Buffer.from('Authorization: SomeSecretGatewayToken!\r\n')

describe('sealed boxes', () => {
  test('open with the key and the purpose that they were sealed with, the empty one too', () => {
    for (const plain of [secret, Buffer.alloc(0), randomBytes(16_384)])
      expect(openWith(key, sealWith(key, plain, 'key:1'), 'key:1').equals(plain)).toBe(true)
  })

  test('are `01 ‖ nonce ‖ ciphertext ‖ tag` of AES-256-GCM with the purpose as associated data', () => {
    const sealed = sealWith(key, secret, 'key:1')
    expect(sealed.length).toBe(1 + 12 + secret.length + 16)
    expect(sealed[0]).toBe(1)
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(1, 13))
    decipher.setAAD(Buffer.from('key:1')).setAuthTag(sealed.subarray(-16))
    expect(Buffer.concat([decipher.update(sealed.subarray(13, -16)), decipher.final()]).equals(secret)).toBe(true)
  })

  test('differ each time, and show nothing of what they hold', () => {
    const [one, two] = [sealWith(key, secret, 'key:1'), sealWith(key, secret, 'key:1')]
    expect(one.equals(two)).toBe(false)
    expect(one.includes('Secret')).toBe(false)
  })

  test('do not open for another purpose: a ciphertext cannot be moved to another gateway, category or version', () => {
    const sealed = sealWith(key, secret, 'key:0000000000000001:cups:1')
    for (const other of ['key:0000000000000002:cups:1', 'key:0000000000000001:tc:1', 'key:0000000000000001:cups:2', ''])
      expect(() => openWith(key, sealed, other)).toThrow()
  })

  test('do not open with another key, nor with any bit changed, nor cut', () => {
    const sealed = sealWith(key, secret, 'p')
    expect(() => openWith(randomBytes(32), sealed, 'p')).toThrow()
    for (let index = 0; index < sealed.length; index++) {
      const changed = Buffer.from(sealed)
      changed[index] = (changed[index] ?? 0) ^ 1
      expect(() => openWith(key, changed, 'p')).toThrow()
    }
    for (const length of [0, 1, 28, sealed.length - 1])
      expect(() => openWith(key, sealed.subarray(0, length), 'p')).toThrow()
  })
})
