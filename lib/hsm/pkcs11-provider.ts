/**
 * The key provider with a hardware module: batch root keys are made and used inside the token, which computes the CMACs
 * (rules.md 24). Secrets at rest are under the data key, as with the software provider; the token wraps that one.
 */
import type { KeyObject } from 'node:crypto'
import { wrapTo } from '#lib/domain/batches/twin-key.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import { checkValueOf, KEY_CHECK_BLOCK, masterKeyBlocks, secretsOfMasterKey } from '#lib/domain/key-derivation.ts'
import { leftmost256 } from '#lib/domain/signing-key.ts'
import type { DerivedSecrets, KeyProvider } from './key-provider.ts'
import type { KeyId, TokenKeys } from './pkcs11-keys.ts'
import { createSoftwareProvider } from './software-provider.ts'
import { twinTransport } from './twin-transport.ts'

/** `02 ‖ CKA_ID`: a root key in a token. What begins otherwise is of the software provider. */
const IN_TOKEN = 2
/** One decoy in a token, whatever number of processes and starts. */
const DECOY_ID = Buffer.from('gatehouse decoy\0')
/** Gateways whose CMACs are under way at once, spread over the sessions of the token. */
const PARALLEL = 8

export function createPkcs11Provider(keys: TokenKeys, dataKey: Buffer): KeyProvider {
  const software = createSoftwareProvider(dataKey)
  let decoy: Promise<Buffer> | undefined
  const createBatchRoot: KeyProvider['createBatchRoot'] = async (given) => {
    if (given && given.length !== 32) throw new RangeError('a batch root key has 32 bytes')
    try {
      const id = await keys.create('gatehouse batch root', 'sign', given ? { value: given } : {})
      const [check] = await keys.cmac(id, [KEY_CHECK_BLOCK])
      if (!check) throw new Error('the token computed no CMAC')
      return { wrapped: Buffer.concat([Buffer.of(IN_TOKEN), id]), keyCheckValue: checkValueOf(check) }
    } finally {
      given?.fill(0)
    }
  }
  return {
    ...software,
    createBatchRoot,
    ...twinTransport({ seal: software.seal, open: software.open, createBatchRoot }),

    async dropBatchRoot(wrapped) {
      if (wrapped[0] === IN_TOKEN) await keys.destroy(Buffer.from(wrapped.subarray(1)))
    },

    async decoyRoot() {
      decoy ??= keys
        .create('gatehouse decoy', 'sign', { id: DECOY_ID })
        .then((id) => Buffer.concat([Buffer.of(IN_TOKEN), id]))
      decoy.catch(() => {
        decoy = undefined
      })
      return decoy
    },

    async derive(wrappedRoot, euis, masterFor) {
      if (wrappedRoot[0] !== IN_TOKEN) return software.derive(wrappedRoot, euis, masterFor)
      const id = Buffer.from(wrappedRoot.subarray(1))
      const out = new Array<DerivedSecrets>(euis.length)
      let next = 0
      const work = async () => {
        for (let at = next++; at < euis.length; at = next++)
          out[at] = await derived(keys, id, euis[at] as Eui, masterFor)
      }
      await Promise.all(Array.from({ length: Math.min(PARALLEL, euis.length) }, work))
      return out
    },

    async createSigningKey(purpose) {
      const { id, publicKey } = await keys.createPair('gatehouse firmware signing key')
      // Sealed for its purpose: the id alone would let one owner's row be signed with another owner's key.
      return { handle: Buffer.concat([Buffer.of(IN_TOKEN), software.seal(id, signingPurpose(purpose))]), publicKey }
    },

    async sign(handle, purpose, sha512) {
      const digest = leftmost256(sha512)
      if (handle[0] !== IN_TOKEN) return software.sign(handle, purpose, sha512)
      return keys.signDigest(software.open(handle.subarray(1), signingPurpose(purpose)), digest)
    },

    async destroySigningKey(handle, purpose) {
      if (handle[0] !== IN_TOKEN) return software.destroySigningKey(handle, purpose)
      await keys.destroyPair(software.open(handle.subarray(1), signingPurpose(purpose)))
    },
  }
}

const signingPurpose = (purpose: string): string => `signing-key-in-token:${purpose}`

async function derived(keys: TokenKeys, id: KeyId, eui: Eui, masterFor?: KeyObject): Promise<DerivedSecrets> {
  const blocks = await keys.cmac(id, masterKeyBlocks(eui))
  const master = Buffer.concat(blocks)
  try {
    const secrets = secretsOfMasterKey(master, eui)
    return masterFor ? { ...secrets, wrappedMaster: wrapTo(masterFor, master) } : secrets
  } finally {
    master.fill(0)
    for (const block of blocks) block.fill(0)
  }
}
