/**
 * Signatures over firmware: ECDSA P-256 over SHA-512, in DER, with the CRC of the key in front (cups.md §3, §5). The image
 * goes by in pieces, so that one of a gigabyte costs no memory; what a wrong signature is instead is told apart.
 */
import { createVerify, type KeyObject, type Verify } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { p256 } from '@noble/curves/nist.js'
import { formatCrc } from './crc-text.ts'
import { ok, type Result, refuse } from './result.ts'
import { leftmost256 } from './signing-key.ts'

/** A number of the curve P-256 in DER, sign byte included. */
const MAX_INTEGER = 33
/** Station takes a segment of 8 to 132 bytes, four of which are the key's CRC. */
const MIN_DER = 4
const MAX_DER = 128
const RAW_P256 = 64
const RAW_OTHER = new Map([
  [96, 'P-384'],
  [132, 'P-521'],
])

export interface ReadSignature {
  /** Canonical DER, as it goes to the gateway. */
  readonly der: Buffer
  /** CRC-32 of `der`. */
  readonly crc: number
  /** It came as the 64 bytes r‖s and was converted. */
  readonly converted: boolean
}

/** DER, or r‖s as some tools and HSMs write it, which is converted. */
export function readSignature(bytes: Uint8Array): Result<ReadSignature> {
  const given = Buffer.from(bytes)
  if (given.length === 0) return refuse('The signature is empty. Give the file that openssl dgst -sha512 -sign wrote.')
  const pair = parseDer(given)
  if (pair) {
    if (pair.r.length > MAX_INTEGER || pair.s.length > MAX_INTEGER) {
      return refuse('This signature was made on a larger curve than P-256. Sign with a P-256 key.')
    }
    return finish(pair, false)
  }
  if (/^[\sA-Za-z0-9+/=_-]+$/.test(given.toString('latin1'))) {
    return refuse(
      'This signature is text. Give the file as openssl dgst -sha512 -sign wrote it, without -hex or Base64.',
    )
  }
  if (given.length === RAW_P256) return finish({ r: given.subarray(0, 32), s: given.subarray(32) }, true)
  const curve = RAW_OTHER.get(given.length)
  if (curve) {
    return refuse(`A signature of ${given.length} bytes is one of the curve ${curve}. Sign with a P-256 key.`)
  }
  return refuse('This is no ECDSA signature in DER. Give the file that openssl dgst -sha512 -sign wrote.')
}

interface Pair {
  readonly r: Buffer
  readonly s: Buffer
}

function finish({ r, s }: Pair, converted: boolean): Result<ReadSignature> {
  const body = Buffer.concat([integer(r), integer(s)])
  const der = Buffer.concat([Buffer.of(0x30, body.length), body])
  if (der.length < MIN_DER + 4 || der.length > MAX_DER) {
    return refuse(`Station takes signatures of ${MIN_DER} to ${MAX_DER} bytes; this one has ${der.length}.`)
  }
  return ok({ der, crc: crc32(der), converted })
}

/** Both numbers of a DER signature; undefined when the bytes are anything else or anything more. */
function parseDer(bytes: Buffer): Pair | undefined {
  if (bytes[0] !== 0x30) return undefined
  const long = bytes[1] === 0x81
  const length = long ? (bytes[2] ?? 0) : (bytes[1] ?? 0x80)
  const start = long ? 3 : 2
  if (length >= 0x80 !== long || bytes.length !== start + length) return undefined
  const r = readInteger(bytes, start)
  const s = r && readInteger(bytes, r.end)
  return r && s && s.end === bytes.length ? { r: r.value, s: s.value } : undefined
}

function readInteger(bytes: Buffer, at: number): { value: Buffer; end: number } | undefined {
  const length = bytes[at + 1] ?? 0
  const end = at + 2 + length
  if (bytes[at] !== 0x02 || length === 0 || length >= 0x80 || end > bytes.length) return undefined
  return { value: bytes.subarray(at + 2, end), end }
}

/** Shortest form, positive. */
function integer(value: Buffer): Buffer {
  let start = 0
  while (start < value.length - 1 && value[start] === 0) start += 1
  const bytes = value.subarray(start)
  const sign = (bytes[0] ?? 0) >= 0x80 ? Buffer.of(0) : Buffer.alloc(0)
  return Buffer.concat([Buffer.of(0x02, sign.length + bytes.length), sign, bytes])
}

/** Whether `der` is the signature of the key X‖Y over a message with this SHA-512 (64 bytes). */
export function signsDigest(der: Uint8Array, sha512: Uint8Array, publicKey: Uint8Array): boolean {
  const point = Buffer.concat([Buffer.of(4), publicKey])
  return p256.verify(der, leftmost256(sha512), point, { prehash: false, lowS: false, format: 'der' })
}

/** A registered key that a signature may have been made with. */
export interface CandidateKey {
  readonly crc: number
  readonly name: string
  readonly publicKey: KeyObject
}

export interface Verdict {
  /** CRC of the candidate that the signature is good for, over SHA-512. */
  readonly keyCrc: number | null
  /** CRC of the candidate that it would be good for, had Station hashed with SHA-256. */
  readonly sha256KeyCrc: number | null
}

/** Each candidate hashes every byte twice; an owner has a handful of keys. */
export function createSignatureCheck(candidates: readonly CandidateKey[], der: Uint8Array) {
  const runs = candidates.map((key) => ({ key, sha512: createVerify('SHA512'), sha256: createVerify('SHA256') }))
  return {
    /** The next piece of the image, in order. */
    update(piece: Uint8Array): void {
      for (const run of runs) {
        run.sha512.update(piece)
        run.sha256.update(piece)
      }
    },
    /** Once, after the last piece. */
    verdict(): Verdict {
      const first = (hash: 'sha512' | 'sha256') =>
        runs.find((run) => verifies(run[hash], run.key.publicKey, der))?.key.crc ?? null
      return { keyCrc: first('sha512'), sha256KeyCrc: first('sha256') }
    },
  }
}

function verifies(verify: Verify, key: KeyObject, der: Uint8Array): boolean {
  return verify.verify({ key, dsaEncoding: 'der' }, der)
}

/**
 * The key of a good signature, or the sentence that says what is wrong with it. `named` is the key that the caller says
 * signed; null: any of the candidates.
 */
export function judgeSignature(
  verdict: Verdict,
  candidates: readonly CandidateKey[],
  named: number | null,
): Result<CandidateKey> {
  const by = (crc: number | null) => candidates.find((key) => key.crc === crc)
  const good = by(verdict.keyCrc)
  if (good && (named === null || named === good.crc)) return ok(good)
  if (good) {
    return refuse(
      `This signature was made with the key ${label(good)}, not with ${formatCrc(named ?? 0)}. Name that key, or sign again.`,
    )
  }
  const other = by(verdict.sha256KeyCrc)
  if (other) {
    return refuse(
      `This signature of the key ${label(other)} is over SHA-256, and Station verifies SHA-512. Sign with openssl dgst -sha512.`,
    )
  }
  return refuse(
    named === null
      ? 'None of the registered keys made this signature over this image. Register the key, or sign this very file again.'
      : `The key ${formatCrc(named)} did not make this signature over this image. Sign this very file with that key.`,
  )
}

const label = ({ name, crc }: CandidateKey): string => (name ? `“${name}” (${formatCrc(crc)})` : formatCrc(crc))
