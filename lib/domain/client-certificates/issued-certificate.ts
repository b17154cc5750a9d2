/**
 * Client certificates that a CA of the owner issued (rules.md 11): they name the gateway, and are good without anybody
 * having told us of each one.
 */
import type { X509Certificate } from 'node:crypto'
import { readCertificate } from '#lib/domain/certificates.ts'
import { parseCertificate } from '#lib/domain/credential-file.ts'
import { type Eui, parseEui } from '#lib/domain/identifiers.ts'
import { ok, type Result, refuse } from '#lib/domain/result.ts'

/** Before an identifier in a name, as The Things Stack and others write it. */
const PREFIX = /^(?:eui|eui64|gw|gateway)[-_]/i

/**
 * The gateways that a certificate names: the CN, and each dNSName, whole or its first label, in any notation and with the
 * prefixes in use (`eui-b827ebfffea67a72.gateways.example.com`).
 */
export function euisNamedBy(der: Uint8Array): Eui[] {
  const read = readCertificate(der)
  if (!read.ok) return []
  const { names, commonName } = read.value.facts
  const texts = [...new Set([...names, ...(commonName === null ? [] : [commonName])])]
  const found = texts.flatMap((text) => [text, text.split('.')[0] ?? ''].map((part) => part.replace(PREFIX, '')))
  return [...new Set(found.flatMap((text) => toEui(text)))]
}

function toEui(text: string): Eui[] {
  const parsed = parseEui(text)
  return parsed.ok ? [parsed.value] : []
}

/** What is known of a certificate that a gateway presented. */
export interface CertificateStanding {
  /** This very certificate is revoked. */
  readonly revoked: boolean
  /** The CAs of the gateway's owner, and whether each has revoked the certificate's serial number. */
  readonly cas: readonly { readonly der: Uint8Array; readonly serialRevoked: boolean }[]
}

/**
 * `issued`: by a CA of the owner, for this gateway. `revoked`: by its owner, or by the CA that issued it. `unknown`: neither;
 * it may still be the one of a credential set. Dates do not count: a gateway whose certificate expired while it was dark
 * has to get in to fetch the next one, and some have no clock; what is not to be trusted is revoked.
 */
export function judgeCertificate(
  gateway: Eui,
  der: Uint8Array,
  standing: CertificateStanding,
): 'issued' | 'revoked' | 'unknown' {
  if (standing.revoked) return 'revoked'
  const issuers = standing.cas.filter((ca) => isIssuedBy(der, ca.der))
  if (issuers.some((ca) => ca.serialRevoked)) return 'revoked'
  return issuers.length > 0 && euisNamedBy(der).includes(gateway) ? 'issued' : 'unknown'
}

/** By name and signature; bytes that are no certificate, and CAs, are issued by nobody. */
export function isIssuedBy(der: Uint8Array, caDer: Uint8Array): boolean {
  const leaf = parseCertificate(der)
  const ca = parseCertificate(caDer)
  if (!leaf || !ca || leaf.ca) return false
  try {
    return leaf.checkIssued(ca) && leaf.verify(ca.publicKey)
  } catch {
    return false
  }
}

/** The serial number, lower-case hex without leading zeros; undefined when this is no certificate. */
export function serialOf(der: Uint8Array): string | undefined {
  const serial = parseCertificate(der)?.serialNumber
  return serial === undefined ? undefined : normaliseSerial(serial)
}

/** `0A:1B`, `0x0a1b` and `a1b` are one number. */
export const normaliseSerial = (text: string): string =>
  text
    .toLowerCase()
    .replace(/^0x/, '')
    .replace(/[\s:]/g, '')
    .replace(/^0+(?=.)/, '')

/** A serial number as a person types it: hex, with or without colons. */
export function readSerial(text: string): Result<string> {
  const serial = normaliseSerial(text.trim())
  return /^[0-9a-f]{1,40}$/.test(serial)
    ? ok(serial)
    : refuse('This is not a serial number. Give it in hex, as “openssl x509 -noout -serial” prints it.')
}

/** A certificate that can issue others; the owner's root or the intermediate that signs the gateways' certificates. */
export function readIssuingCa(der: Uint8Array): Result<X509Certificate> {
  const ca = parseCertificate(der)
  if (!ca) return refuse('This is not a certificate. Give the CA certificate as PEM or DER.')
  if (!ca.ca) return refuse('This certificate is not of a CA. Give the one that issues your gateways’ certificates.')
  return ok(ca)
}
