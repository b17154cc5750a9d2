/**
 * Keys behind one interface: in software, or in an HSM (PKCS#11). Callers never see a root key.
 */
import type { KeyObject } from 'node:crypto'
import type { Eui } from '#lib/domain/identifiers.ts'

export interface DerivedSecrets {
  /** 8 characters, Crockford Base32. */
  readonly claimPin: string
  /** Unpadded base64url; the gateway sends `Authorization: <token>`. */
  readonly authToken: string
  /** The gateway master key, RSA-OAEP, where a key to wrap it to was given. */
  readonly wrappedMaster?: Buffer
}

/** A root key as this installation keeps it. */
export interface KeptRoot {
  readonly wrapped: Buffer
  readonly keyCheckValue: string
}

/** A key pair for firmware, ECDSA on P-256, whose private part stays with the provider. */
export interface HeldSigningKey {
  /** What the provider finds the private key by; means nothing to anybody else. */
  readonly handle: Buffer
  /** X‖Y, 64 bytes. */
  readonly publicKey: Buffer
}

export interface KeyProvider {
  /** Encrypts a secret for storage (AES-256-GCM). `purpose` is authenticated, so that a ciphertext cannot be moved to another column. */
  seal(plaintext: Uint8Array, purpose: string): Buffer
  /** The inverse of `seal`; throws when the ciphertext or the purpose is not the one that was sealed. */
  open(ciphertext: Uint8Array, purpose: string): Buffer
  /** A new batch root key, wrapped for storage, with its key check value. `root` (32 bytes) imports one instead. */
  createBatchRoot(root?: Uint8Array): Promise<KeptRoot>
  /** A new root that leaves this one time, wrapped to the public key of the manufacturing twin (RSA-OAEP, SHA-256). */
  createTwinRoot(twinKey: KeyObject): Promise<KeptRoot & { readonly exported: Buffer }>
  /** An RSA key pair that twins wrap roots to: the private key sealed for storage, the public key in PEM. */
  createTransportKey(): Promise<{ readonly sealed: Buffer; readonly publicKey: string }>
  /** Takes a root that was wrapped to a transport key. Throws AppError `invalid` when it does not open. */
  importRoot(sealedTransportKey: Uint8Array, ciphertext: Uint8Array): Promise<KeptRoot>
  /** Forgets a root that no batch was made of. */
  dropBatchRoot(wrapped: Uint8Array): Promise<void>
  /** A wrapped root that no batch has, to derive in vain: the time of an answer must not tell whether there is a batch. */
  decoyRoot(): Promise<Buffer>
  /**
   * Claim PIN and token of gateways under a wrapped root key; the answers are in the order of `euis`. With `masterFor`, an
   * RSA public key, also each gateway's master key, wrapped to it.
   */
  derive(wrappedRoot: Uint8Array, euis: readonly Eui[], masterFor?: KeyObject): Promise<readonly DerivedSecrets[]>
  /** HMAC-SHA-256 of a message under a key that nobody else has, one for each purpose: guesses need this provider. */
  keyedHash(message: Uint8Array, purpose: string): Buffer
  /** A new key pair; `purpose` says whose it is, and `sign` must be given the same. */
  createSigningKey(purpose: string): Promise<HeldSigningKey>
  /**
   * Signs a message by its SHA-512 (64 bytes), as tokens do with CKM_ECDSA. Answers r‖s, 64 bytes. Throws when the handle
   * was made for another purpose or by another provider.
   */
  sign(handle: Uint8Array, purpose: string, sha512: Uint8Array): Promise<Buffer>
  /** Forgets a private key for ever; one that is gone already is no error. */
  destroySigningKey(handle: Uint8Array, purpose: string): Promise<void>
}
