/** A CA certificate as text of a request: PEM, or Base64 of PEM or DER. */
import { readTrust } from '../certificates.ts'
import { decodeCredentialText } from '../credential-text.ts'
import { ok, type Result } from '../result.ts'

/** DER of the one certificate. */
export function parseTrustText(text: string): Result<Uint8Array> {
  const bytes = decodeCredentialText(text)
  if (!bytes.ok) return bytes
  const read = readTrust(bytes.value)
  return read.ok ? ok(read.value.der) : read
}
