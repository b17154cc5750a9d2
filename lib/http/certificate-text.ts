/** A certificate in a JSON body: PEM, or the Base64 of the file. */
import { AppError } from '#lib/domain/app-error.ts'
import { decodeCredentialText } from '#lib/domain/credential-text.ts'

/** @throws AppError `invalid` at `/certificate`. */
export function readCertificateText(text: string): Uint8Array {
  const file = decodeCredentialText(text)
  if (file.ok) return file.value
  const detail = 'This is neither PEM nor Base64. Give the PEM text, or the Base64 of the file.'
  throw new AppError('invalid', detail, { errors: [{ pointer: '/certificate', detail, code: 'invalid' }] })
}
