/**
 * Root keys on their way between twins (docs/decisions/0082): wrapped by RSA-OAEP with SHA-256. In this process the root
 * is in clear for the moment between the wrapping and the provider's own keeping, and zeroed after it.
 */
import { createPrivateKey, generateKeyPair, type KeyObject, privateDecrypt, randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import { AppError } from '#lib/domain/app-error.ts'
import { OAEP, wrapTo } from '#lib/domain/batches/twin-key.ts'
import type { KeyProvider } from './key-provider.ts'

const PURPOSE = 'transport-key'
const BITS = 3072

export type TwinTransport = Pick<KeyProvider, 'createTransportKey' | 'createTwinRoot' | 'importRoot'>

/** The transport of a provider, over its own way to seal and to keep roots. */
export function twinTransport({
  seal,
  open,
  createBatchRoot,
}: Pick<KeyProvider, 'seal' | 'open' | 'createBatchRoot'>): TwinTransport {
  return {
    async createTransportKey() {
      const { privateKey, publicKey } = await promisify(generateKeyPair)('rsa', { modulusLength: BITS })
      const der = privateKey.export({ type: 'pkcs8', format: 'der' })
      try {
        return { sealed: seal(der, PURPOSE), publicKey: String(publicKey.export({ type: 'spki', format: 'pem' })) }
      } finally {
        der.fill(0)
      }
    },

    async createTwinRoot(twinKey: KeyObject) {
      const root = randomBytes(32)
      try {
        const exported = wrapTo(twinKey, root)
        return { ...(await createBatchRoot(root)), exported }
      } finally {
        root.fill(0)
      }
    },

    async importRoot(sealedTransportKey, ciphertext) {
      const root = unwrap(open(sealedTransportKey, PURPOSE), ciphertext)
      try {
        return await createBatchRoot(root)
      } finally {
        root.fill(0)
      }
    },
  }
}

function unwrap(transportKey: Buffer, ciphertext: Uint8Array): Buffer {
  let root: Buffer
  try {
    const key = createPrivateKey({ key: transportKey, type: 'pkcs8', format: 'der' })
    root = privateDecrypt({ key, ...OAEP }, ciphertext)
  } catch {
    throw new AppError(
      'invalid',
      'This does not open with our transport key. Wrap the root key with RSA-OAEP, SHA-256 also in MGF1, to the current transport key.',
    )
  } finally {
    transportKey.fill(0)
  }
  if (root.length === 32) return root
  root.fill(0)
  throw new AppError('invalid', `What was wrapped has ${root.length} bytes. A root key has 32.`)
}
