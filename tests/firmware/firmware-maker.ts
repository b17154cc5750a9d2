/** Images, keys and signatures for tests. */
import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { addSignature } from '#lib/services/add-signature.ts'
import type { Context, OwnerActor } from '#lib/services/context.ts'
import { addSigningKey } from '#lib/services/signing-keys.ts'
import { storeFirmware } from '#lib/services/store-firmware.ts'

export interface Signer {
  readonly privateKey: KeyObject
  /** `sig-0.key`. */
  readonly raw: Buffer
  readonly crc: number
  readonly pem: string
}

export function makeSigner(): Signer {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
  const raw = Buffer.concat([Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')])
  return { privateKey, raw, crc: crc32(raw), pem: String(publicKey.export({ format: 'pem', type: 'spki' })) }
}

export const signatureOf = (signer: Signer, image: Buffer, hash = 'sha512'): Buffer =>
  sign(hash, image, { key: signer.privateKey, dsaEncoding: 'der' })

/** Bytes that no other image has. */
export const makeImage = (size = 1000): Buffer => Buffer.concat([Buffer.from('#!/bin/sh\n'), randomBytes(size - 10)])

/** In pieces that are no chunks. */
export async function* inPieces(image: Buffer, size = 100_000): AsyncGenerator<Buffer> {
  for (let at = 0; at < image.length; at += size) yield image.subarray(at, at + size)
}

/** Stores an image, signed by each of `signers`; answers its CRC. */
export async function storeImage(
  context: Context,
  owner: OwnerActor,
  image: Buffer,
  signers: readonly Signer[] = [],
): Promise<number> {
  const names = { version: '2.0', model: '', flavor: '', notes: '', fileName: 'update.bin' }
  const { image: stored } = await storeFirmware(context, owner, names, inPieces(image))
  for (const signer of signers) {
    await addSigningKey(context, owner, { name: `key ${signer.crc}`, file: signer.raw })
    const signature = signatureOf(signer, image)
    const added = await addSignature(context, owner, { fwCrc: stored.crc, keyCrc: signer.crc, signature })
    if (!added.ok) throw new Error(added.error)
  }
  return stored.crc
}
