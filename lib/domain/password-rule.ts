/** What a password must be. Length is what counts (NIST SP 800-63B §3.1.1); no rules about kinds of characters. */
import { ok, type Result, refuse } from './result.ts'

export const MIN_PASSWORD = 12
/** Bounds the work, not the person: a passphrase is shorter. */
export const MAX_PASSWORD = 256

/** The password as it will be hashed: Unicode NFKC, so that two keyboards give the same bytes. */
export function checkPassword(password: string, email: string): Result<string> {
  const normal = normalizePassword(password)
  const length = [...normal].length
  if (length < MIN_PASSWORD)
    return refuse(`The password needs at least ${MIN_PASSWORD} characters. A few words do well.`)
  if (length > MAX_PASSWORD) return refuse(`The password may have at most ${MAX_PASSWORD} characters.`)
  const own = normal.toLowerCase()
  const address = email.toLowerCase()
  if (own === address || own === address.split('@')[0])
    return refuse('The password is the e-mail address. Choose another.')
  if (new Set(normal).size < 3) return refuse('The password repeats the same characters. Choose another.')
  return ok(normal)
}

export const normalizePassword = (password: string): string => password.normalize('NFKC')
