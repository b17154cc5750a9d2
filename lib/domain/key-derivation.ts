/**
 * From a batch root key to a gateway's secrets (owner-api.md, “Keys and claims”): NIST SP 800-108 in counter mode with
 * AES-256-CMAC (RFC 4493) as the PRF, block `[i]₃₂be ‖ Label ‖ 00 ‖ Context ‖ [L]₃₂be`, i from 1.
 *
 * The PRF is a parameter: with a software root it is `aesCmac`, with a root inside a token it is the token's own CMAC.
 */
import { cmac } from '@noble/ciphers/aes.js'
import { PIN_ALPHABET } from './claiming/claim-pin.ts'
import { type Eui, euiToBytes } from './identifiers.ts'

const MASTER_KEY_LABEL = 'gatehouse/gateway-master-key/v1'
const CLAIM_PIN_LABEL = 'gatehouse/claim-pin/v1'
const AUTH_TOKEN_LABEL = 'gatehouse/auth-token/v1'

/** AES-CMAC of `message` under one key: 16 bytes. */
export type Prf = (message: Uint8Array) => Uint8Array

export interface GatewaySecrets {
  /** 8 characters, Crockford Base32 (40 bits). */
  readonly claimPin: string
  /** Unpadded base64url of 32 bytes; the gateway sends `Authorization: <token>`. */
  readonly authToken: string
}

/** AES-CMAC (RFC 4493) under `key` of 16 or 32 bytes. */
export const aesCmac =
  (key: Uint8Array): Prf =>
  (message) =>
    cmac(message, key)

/** `bits` (a multiple of 8) of key material: SP 800-108 counter mode. */
export function deriveKey(prf: Prf, label: string, context: Uint8Array, bits: number): Uint8Array {
  return Buffer.concat(blocksOf(label, context, bits).map(prf)).subarray(0, bits / 8)
}

/** What the PRF is applied to, block by block. */
function blocksOf(label: string, context: Uint8Array, bits: number): Buffer[] {
  const fixed = Buffer.concat([Buffer.from(label, 'ascii'), Buffer.of(0), context, u32be(bits)])
  return Array.from({ length: Math.ceil(bits / 128) }, (_, i) => Buffer.concat([u32be(i + 1), fixed]))
}

/** The two messages whose CMACs under the batch root, one after the other, are a gateway's master key. */
export function masterKeyBlocks(gateway: Eui): Buffer[] {
  return blocksOf(MASTER_KEY_LABEL, euiToBytes(gateway), 256)
}

/** The 32-byte gateway master key. The caller zeroes it after use (rules.md 24). */
export function deriveMasterKey(rootPrf: Prf, gateway: Eui): Uint8Array {
  return Buffer.concat(masterKeyBlocks(gateway).map(rootPrf))
}

/** Claim PIN and authentication token from the gateway's own master key, as the gateway itself computes them. */
export function secretsOfMasterKey(masterKey: Uint8Array, gateway: Eui): GatewaySecrets {
  const prf = aesCmac(masterKey)
  const context = euiToBytes(gateway)
  return {
    claimPin: crockford40(deriveKey(prf, CLAIM_PIN_LABEL, context, 40)),
    authToken: Buffer.from(deriveKey(prf, AUTH_TOKEN_LABEL, context, 256)).toString('base64url'),
  }
}

/** First three bytes of CMAC(root, 16 zero bytes) in hex: two sides compare it to know that they hold the same key. */
export function keyCheckValue(prf: Prf): string {
  return checkValueOf(prf(KEY_CHECK_BLOCK))
}

/** What the key check value is the CMAC of. */
export const KEY_CHECK_BLOCK: Uint8Array = new Uint8Array(16)

export const checkValueOf = (cmac: Uint8Array): string => Buffer.from(cmac.subarray(0, 3)).toString('hex')

function crockford40(bytes: Uint8Array): string {
  let value = BigInt(`0x${Buffer.from(bytes).toString('hex')}`)
  let text = ''
  for (let i = 0; i < 8; i++) {
    text = PIN_ALPHABET[Number(value & 31n)] + text
    value >>= 5n
  }
  return text
}

function u32be(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}
