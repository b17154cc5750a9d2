import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { bytesToBase64 } from './base64.ts'
import { readKeyFile, readKeyText, readSignatureFile, readSignatureText } from './key-material.ts'

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const spki = publicKey.export({ type: 'spki', format: 'der' })
const pem = String(publicKey.export({ type: 'spki', format: 'pem' }))

describe('a public key', () => {
  it('is taken as DER, raw bytes, PEM, Base64 or hex', () => {
    const base64 = bytesToBase64(spki)
    expect(readKeyFile('key.der', spki)).toEqual({ base64 })
    expect(readKeyFile('sig-0.key', spki.subarray(-64))).toEqual({ base64: bytesToBase64(spki.subarray(-64)) })
    expect(readKeyText(` ${base64}\n`)).toEqual({ base64 })
    expect(readKeyText(spki.toString('hex').replace(/../g, '$&:').slice(0, -1))).toEqual({ base64 })
    expect(readKeyText(pem)).toEqual({ base64: bytesToBase64(Buffer.from(pem)) })
    expect(readKeyText('not a key at all')).toEqual({ error: expect.stringContaining('neither PEM') })
  })

  it.each([
    ['PKCS #8', privateKey.export({ type: 'pkcs8', format: 'der' })],
    ['SEC 1', privateKey.export({ type: 'sec1', format: 'der' })],
    ['PEM', Buffer.from(privateKey.export({ type: 'pkcs8', format: 'pem' }))],
  ])('is never a private key in %s', (_, bytes) => {
    expect(readKeyFile('key', bytes)).toEqual({ error: expect.stringContaining('It was not sent.') })
    expect(readKeyText(bytes.toString('base64'))).toEqual({ error: expect.stringContaining('It was not sent.') })
  })

  it('is small', () => {
    expect(readKeyFile('film.mp4', new Uint8Array(10_000)).error).toContain('film.mp4 is larger')
  })
})

describe('a signature', () => {
  const der = Buffer.from('3006020101020101', 'hex')
  it('is taken from a file, as Base64 and as hex', () => {
    const base64 = bytesToBase64(der)
    expect(readSignatureFile('a.sig', der)).toEqual({ base64 })
    expect(readSignatureText(base64)).toEqual({ base64 })
    expect(readSignatureText('30 06 02 01 01 02 01 01')).toEqual({ base64 })
  })

  it('is refused when it is nothing of that', () => {
    expect(readSignatureText('-----BEGIN').error).toContain('neither')
    expect(readSignatureFile('a.sig', new Uint8Array()).error).toBe('a.sig is empty.')
  })
})
