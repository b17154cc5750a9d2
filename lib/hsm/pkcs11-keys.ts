/** Keys inside a token, AES-256 and EC P-256: made there, used there, never outside. An object is known by its CKA_ID. */
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
  /** An EC P-256 key pair for ECDSA; the public key as X‖Y. */
  createPair(label: string): Promise<{ readonly id: KeyId; readonly publicKey: Buffer }>
  /** ECDSA over a digest of 32 bytes: r‖s. */
  signDigest(id: KeyId, digest: Uint8Array): Promise<Buffer>
  /** Both keys of a pair; one that is gone already is no error. */
  destroyPair(id: KeyId): Promise<void>
}

const ID_BYTES = 16
const CMAC_BYTES = 16
const GCM_TAG = 16
const ECDSA_BYTES = 64
/** DER of the OID prime256v1, 1.2.840.10045.3.1.7. */
const P256 = Buffer.from('06082a8648ce3d030107', 'hex')
/** DER of an OCTET STRING with an uncompressed point, before X‖Y. */
const POINT = Buffer.from('044104', 'hex')

export function keysOf(token: Token): TokenKeys {
  /** Handles by CKA_ID, of the login `cachedFor`. */
  let handles = new Map<string, Handle>()
  let cachedFor = -1

  const find = (module: Pkcs11, session: Handle, id: KeyId, kind: number = CK.CKO_SECRET_KEY): Handle | undefined => {
    if (cachedFor !== token.generation()) {
      handles = new Map()
      cachedFor = token.generation()
    }
    const name = nameOf(id, kind)
    const known = handles.get(name)
    if (known) return known
    module.C_FindObjectsInit(session, [
      { type: CK.CKA_CLASS, value: kind },
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

  const use = <R>(
    id: KeyId,
    work: (module: Pkcs11, session: Handle, key: Handle) => Promise<R>,
    kind: number = CK.CKO_SECRET_KEY,
  ): Promise<R> =>
    token.use((module, session) => {
      const key = find(module, session, id, kind)
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
        handles.delete(nameOf(id, CK.CKO_SECRET_KEY))
      }),

    createPair: (label) =>
      token.use(async (module, session) => {
        const id = randomBytes(ID_BYTES)
        const common: Attribute[] = [
          { type: CK.CKA_KEY_TYPE, value: CK.CKK_EC },
          { type: CK.CKA_TOKEN, value: true },
          { type: CK.CKA_LABEL, value: label },
          { type: CK.CKA_ID, value: id },
        ]
        const pair = module.C_GenerateKeyPair(
          session,
          { mechanism: CK.CKM_EC_KEY_PAIR_GEN },
          [
            { type: CK.CKA_CLASS, value: CK.CKO_PUBLIC_KEY },
            ...common,
            { type: CK.CKA_EC_PARAMS, value: P256 },
            { type: CK.CKA_VERIFY, value: true },
          ],
          [
            { type: CK.CKA_CLASS, value: CK.CKO_PRIVATE_KEY },
            ...common,
            { type: CK.CKA_PRIVATE, value: true },
            { type: CK.CKA_SENSITIVE, value: true },
            { type: CK.CKA_EXTRACTABLE, value: false },
            { type: CK.CKA_SIGN, value: true },
          ],
        )
        const [point] = module.C_GetAttributeValue(session, pair.publicKey, [{ type: CK.CKA_EC_POINT }])
        if (!point?.value.subarray(0, POINT.length).equals(POINT) || point.value.length !== POINT.length + 64) {
          throw new Error('the token gives the public key in another form')
        }
        return { id, publicKey: Buffer.from(point.value.subarray(POINT.length)) }
      }),

    signDigest: (id, digest) =>
      use(
        id,
        (module, session, key) => {
          module.C_SignInit(session, { mechanism: CK.CKM_ECDSA }, key)
          return module.C_SignAsync(session, Buffer.from(digest), Buffer.alloc(ECDSA_BYTES))
        },
        CK.CKO_PRIVATE_KEY,
      ),

    destroyPair: (id) =>
      token.use(async (module, session) => {
        for (const kind of [CK.CKO_PRIVATE_KEY, CK.CKO_PUBLIC_KEY]) {
          const key = find(module, session, id, kind)
          if (!key) continue
          module.C_DestroyObject(session, key)
          handles.delete(nameOf(id, kind))
        }
      }),
  }
}

const nameOf = (id: KeyId, kind: number): string => `${kind}:${id.toString('hex')}`

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
