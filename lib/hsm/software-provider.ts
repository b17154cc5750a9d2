/** The key provider without a hardware module: root keys lie encrypted in PostgreSQL and are opened for one call. */
import { createHmac, createSecretKey, hkdfSync, type KeyObject, randomBytes } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { p256 } from '@noble/curves/nist.js'
import { wrapTo } from '#lib/domain/batches/twin-key.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import { aesCmac, deriveMasterKey, keyCheckValue, secretsOfMasterKey } from '#lib/domain/key-derivation.ts'
import { leftmost256 } from '#lib/domain/signing-key.ts'
import type { DerivedSecrets, KeyProvider } from './key-provider.ts'
import { openWith, sealWith } from './sealed-box.ts'
import { twinTransport } from './twin-transport.ts'

const ROOT_PURPOSE = 'batch-root-key'
/** Derivations between two turns of the event loop: about 10 ms of work. */
const SLICE = 50

/** `dataKey`: 32 bytes, the key that encrypts secrets at rest. */
export function createSoftwareProvider(dataKeyBytes: Buffer): KeyProvider {
  // Reading the bytes anew for each secret would cost more than the encryption.
  const dataKey = createSecretKey(dataKeyBytes)
  const hashKeys = new Map<string, KeyObject>()
  let decoy: Buffer | undefined
  const seal: KeyProvider['seal'] = (plaintext, purpose) => sealWith(dataKey, plaintext, purpose)
  const open: KeyProvider['open'] = (ciphertext, purpose) => openWith(dataKey, ciphertext, purpose)
  const createBatchRoot: KeyProvider['createBatchRoot'] = async (given) => {
    if (given && given.length !== 32) throw new RangeError('a batch root key has 32 bytes')
    const root = given ?? randomBytes(32)
    try {
      return { wrapped: sealWith(dataKey, root, ROOT_PURPOSE), keyCheckValue: keyCheckValue(aesCmac(root)) }
    } finally {
      root.fill(0)
    }
  }
  return {
    seal,
    open,
    createBatchRoot,
    ...twinTransport({ seal, open, createBatchRoot }),

    keyedHash(message, purpose) {
      let key = hashKeys.get(purpose)
      if (!key) {
        key = createSecretKey(Buffer.from(hkdfSync('sha256', dataKey, '', `gatehouse/keyed-hash/${purpose}`, 32)))
        hashKeys.set(purpose, key)
      }
      return createHmac('sha256', key).update(message).digest()
    },

    // What is wrapped is the key itself.
    async dropBatchRoot() {},

    async decoyRoot() {
      decoy ??= sealWith(dataKey, randomBytes(32), ROOT_PURPOSE)
      return decoy
    },

    async derive(wrappedRoot, euis, masterFor) {
      const root = openWith(dataKey, wrappedRoot, ROOT_PURPOSE)
      try {
        const prf = aesCmac(root)
        const out: DerivedSecrets[] = []
        for (const eui of euis) {
          if (out.length % SLICE === SLICE - 1) await nextTurn()
          out.push(derived(prf, eui, masterFor))
        }
        return out
      } finally {
        root.fill(0)
      }
    },

    async createSigningKey(purpose) {
      const { secretKey, publicKey } = p256.keygen()
      try {
        const point = p256.Point.fromBytes(publicKey).toBytes(false)
        return {
          handle: sealWith(dataKey, secretKey, signingPurpose(purpose)),
          publicKey: Buffer.from(point.subarray(1)),
        }
      } finally {
        secretKey.fill(0)
      }
    },

    async sign(handle, purpose, sha512) {
      const digest = leftmost256(sha512)
      const secretKey = openWith(dataKey, handle, signingPurpose(purpose))
      try {
        // RFC 6979 with fresh entropy: neither a bad generator nor a fault in the computation betrays the key.
        return Buffer.from(p256.sign(digest, secretKey, { prehash: false, lowS: false, extraEntropy: true }))
      } finally {
        secretKey.fill(0)
      }
    },

    // The handle is the key: it is gone with the row that held it.
    async destroySigningKey() {},
  }
}

const signingPurpose = (purpose: string): string => `signing-key:${purpose}`

function derived(prf: ReturnType<typeof aesCmac>, eui: Eui, masterFor: KeyObject | undefined): DerivedSecrets {
  const master = deriveMasterKey(prf, eui)
  try {
    const secrets = secretsOfMasterKey(master, eui)
    return masterFor ? { ...secrets, wrappedMaster: wrapTo(masterFor, master) } : secrets
  } finally {
    master.fill(0)
  }
}
