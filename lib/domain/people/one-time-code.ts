/** One-time codes by time (RFC 6238: SHA-1, 6 digits, 30 s, as every authenticator app reads them) and recovery codes. */
import { Secret, TOTP } from 'otpauth'

const PERIOD = 30
const DIGITS = 6
/** Steps before and after the present one that still count: clocks of phones and a slow hand. */
const WINDOW = 1
/** 160 bits, as RFC 4226 §4 recommends. */
export const SECRET_BYTES = 20

const totpOf = (secret: Uint8Array, account = '') =>
  new TOTP({
    issuer: 'Gatehouse',
    label: account,
    algorithm: 'SHA1',
    digits: DIGITS,
    period: PERIOD,
    secret: new Secret({ buffer: new Uint8Array(secret).buffer }),
  })

/** What the QR code holds, and the secret for typing it. */
export function enrolmentOf(secret: Uint8Array, account: string): { readonly uri: string; readonly secret: string } {
  const totp = totpOf(secret, account)
  return { uri: totp.toString(), secret: totp.secret.base32 }
}

/** The time step whose code this is, or undefined. Blanks do not matter. */
export function stepOfCode(secret: Uint8Array, code: string, now: Date): number | undefined {
  const token = code.replaceAll(/\s/g, '')
  if (!/^\d{6}$/.test(token)) return undefined
  const timestamp = now.getTime()
  const delta = totpOf(secret).validate({ token, timestamp, window: WINDOW })
  return delta === null ? undefined : Math.floor(timestamp / 1000 / PERIOD) + delta
}

/** The code of a moment, for tests and simulated apps. */
export const codeAt = (secret: Uint8Array, now: Date): string => totpOf(secret).generate({ timestamp: now.getTime() })

export const RECOVERY_CODES = 10
/** 80 bits: far too many to be guessed, so that a plain digest keeps them. */
export const RECOVERY_BYTES = 10

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567'

/** `xxxx-xxxx-xxxx-xxxx` of ten random bytes. */
export function formatRecoveryCode(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  const text = (bits.match(/.{5}/g) ?? []).map((five) => ALPHABET[Number.parseInt(five, 2)]).join('')
  return (text.match(/.{4}/g) ?? []).join('-')
}

/** As it is compared: without hyphens and blanks, in lower case; undefined for what cannot be one. */
export function readRecoveryCode(text: string): string | undefined {
  const code = text.toLowerCase().replaceAll(/[\s-]/g, '')
  return /^[a-z2-7]{16}$/.test(code) ? code : undefined
}
