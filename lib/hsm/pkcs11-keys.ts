/** AES keys inside a token: made there, used there, never outside. An object is known by its CKA_ID. */
import { randomBytes } from 'node:crypto'
import { AppError } from '#lib/domain/app-error.ts'
import { type Attribute, CK, GCM_PARAMS, type Handle, type Pkcs11 } from './pkcs11-module.ts'
import type { Token } from './pkcs11-token.ts'

/** CKA_ID, 16 random bytes. */
export type KeyId = Buffer

export type KeyUse = 'sign' | 'encrypt'

export interface NewKey {
  /** Imports these 32 bytes instead; the caller zeroes them. */
  readonly value?: Uint8Array
  /** Uses the key with this id where there is one already. */
  readonly id?: KeyId
}

export interface TokenKeys {
  /** Makes an AES-256 key in the token. */
  create(label: string, use: KeyUse, options?: NewKey): Promise<KeyId>
  /** AES-CMAC (RFC 4493) of each message, in their order. */
  cmac(id: KeyId, messages: readonly Uint8Array[]): Promise<Buffer[]>
  /** AES-256-GCM with a tag of 16 bytes behind the ciphertext. */
  encrypt(id: KeyId, nonce: Uint8Array, plaintext: Uint8Array, aad: string): Promise<Buffer>
  decrypt(id: KeyId, nonce: Uint8Array, ciphertext: Uint8Array, aad: string): Promise<Buffer>
  destroy(id: KeyId): Promise<void>
}

const ID_BYTES = 16
const CMAC_BYTES = 16
const GCM_TAG = 16

export function keysOf(token: Token): TokenKeys {
  /** Handles by CKA_ID, of the login `cachedFor`. */
  let handles = new Map<string, Handle>()
  let cachedFor = -1

  const find = (module: Pkcs11, session: Handle, id: KeyId): Handle | undefined => {
    if (cachedFor !== token.generation()) {
      handles = new Map()
      cachedFor = token.generation()
    }
    const name = id.toString('hex')
    const known = handles.get(name)
    if (known) return known
    module.C_FindObjectsInit(session, [
      { type: CK.CKA_CLASS, value: CK.CKO_SECRET_KEY },
      { type: CK.CKA_ID, value: id },
    ])
    try {
      const [found] = module.C_FindObjects(session, 1)
      if (found) handles.set(name, found)
      return found
    } finally {
      module.C_FindObjectsFinal(session)
    }
  }

  const use = <R>(id: KeyId, work: (module: Pkcs11, session: Handle, key: Handle) => Promise<R>): Promise<R> =>
    token.use((module, session) => {
      const key = find(module, session, id)
      if (key) return work(module, session, key)
      throw new AppError(
        'unavailable',
        `The HSM token holds no key ${id.toString('hex')}, which this database was made with. Use the right token, or restore its backup.`,
      )
    })

  return {
    create: (label, purpose, { value, id: wanted } = {}) =>
      token.use(async (module, session) => {
        if (wanted && find(module, session, wanted)) return wanted
        const id = wanted ?? randomBytes(ID_BYTES)
        const template: Attribute[] = [
          { type: CK.CKA_CLASS, value: CK.CKO_SECRET_KEY },
          { type: CK.CKA_KEY_TYPE, value: CK.CKK_AES },
          { type: CK.CKA_TOKEN, value: true },
          { type: CK.CKA_PRIVATE, value: true },
          { type: CK.CKA_SENSITIVE, value: true },
          { type: CK.CKA_EXTRACTABLE, value: false },
          { type: CK.CKA_LABEL, value: label },
          { type: CK.CKA_ID, value: id },
          { type: CK.CKA_SIGN, value: purpose === 'sign' },
          { type: CK.CKA_VERIFY, value: purpose === 'sign' },
          { type: CK.CKA_ENCRYPT, value: purpose === 'encrypt' },
          { type: CK.CKA_DECRYPT, value: purpose === 'encrypt' },
        ]
        if (value) module.C_CreateObject(session, [...template, { type: CK.CKA_VALUE, value: Buffer.from(value) }])
        else {
          module.C_GenerateKey(session, { mechanism: CK.CKM_AES_KEY_GEN }, [
            ...template,
            { type: CK.CKA_VALUE_LEN, value: 32 },
          ])
        }
        return id
      }),

    cmac: (id, messages) =>
      use(id, async (module, session, key) => {
        const out: Buffer[] = []
        for (const message of messages) {
          module.C_SignInit(session, { mechanism: CK.CKM_AES_CMAC }, key)
          out.push(await module.C_SignAsync(session, Buffer.from(message), Buffer.alloc(CMAC_BYTES)))
        }
        return out
      }),

    encrypt: (id, nonce, plaintext, aad) =>
      use(id, async (module, session, key) => {
        module.C_EncryptInit(session, gcm(nonce, aad), key)
        return module.C_EncryptAsync(session, Buffer.from(plaintext), Buffer.alloc(plaintext.length + GCM_TAG))
      }),

    decrypt: (id, nonce, ciphertext, aad) =>
      use(id, async (module, session, key) => {
        module.C_DecryptInit(session, gcm(nonce, aad), key)
        return module.C_DecryptAsync(session, Buffer.from(ciphertext), Buffer.alloc(ciphertext.length))
      }),

    destroy: (id) =>
      use(id, async (module, session, key) => {
        module.C_DestroyObject(session, key)
        handles.delete(id.toString('hex'))
      }),
  }
}

function gcm(nonce: Uint8Array, aad: string) {
  const parameter = {
    type: GCM_PARAMS,
    iv: Buffer.from(nonce),
    ivBits: nonce.length * 8,
    aad: Buffer.from(aad),
    tagBits: GCM_TAG * 8,
  }
  return { mechanism: CK.CKM_AES_GCM, parameter }
}
