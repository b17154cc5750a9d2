import { ok, type Result, refuse } from '../result.ts'

/** A public key in age's form, X25519 or hybrid: its spelling, not yet its checksum. */
export function readAgeRecipient(text: string): Result<string> {
  const given = text.trim()
  if (/^AGE-SECRET-KEY/i.test(given)) {
    return refuse('This is a secret key of age. Keep it where it is, and give its public key: age-keygen -y key.txt.')
  }
  return /^age1(?:pq1)?[02-9ac-hj-np-z]{20,4000}$/.test(given)
    ? ok(given)
    : refuse('This is no public key of age. It begins with age1 and is printed by age-keygen.')
}
