/** Files for one reader, in age's format (docs/decisions/0083). */
import { Readable } from 'node:stream'
import { Encrypter } from 'age-encryption'
import { AppError } from '#lib/domain/app-error.ts'
import { readAgeRecipient } from '#lib/domain/batches/age-recipient.ts'

/** An encrypter to this public key, or `invalid`. */
export function encrypterTo(recipient: string): { readonly encrypter: Encrypter; readonly recipient: string } {
  const read = readAgeRecipient(recipient)
  if (!read.ok) throw invalid(read.error)
  const encrypter = new Encrypter()
  try {
    encrypter.addRecipient(read.value)
  } catch {
    throw invalid('This public key of age is damaged: its check digits are wrong. Copy it again.')
  }
  return { encrypter, recipient: read.value }
}

function invalid(detail: string): AppError {
  return new AppError('invalid', detail, { errors: [{ pointer: '/recipient', detail, code: 'invalid' }] })
}

/** Encrypts piece by piece. */
export async function encryptStream(
  encrypter: Encrypter,
  pieces: AsyncIterable<Uint8Array>,
): Promise<ReadableStream<Uint8Array>> {
  return encrypter.encrypt(Readable.toWeb(Readable.from(pieces)) as ReadableStream<Uint8Array>)
}
