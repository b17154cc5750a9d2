/**
 * CA and client certificates for gateways: PEM or DER in, the one DER certificate that Station reads out, or a sentence
 * (cups.md §1.2 and §3). Two certificates are the trap: Station takes the second one for the client certificate.
 */
import type { KeyObject, X509Certificate } from 'node:crypto'
import { derCertificateLength, KIND_IN_WORDS, parseCertificate, readCredentialFile } from './credential-file.ts'
import { ok, type Result, refuse } from './result.ts'

/** What a person wants to know of a certificate. Plain JSON; nothing in it is secret. */
export interface CertificateFacts {
  /** `CN=roof-17, O=Acme`, in the order of the certificate. */
  readonly subject: string
  readonly issuer: string
  readonly commonName: string | null
  /** What Station compares a server's host with: the dNSName entries, then the CN. */
  readonly names: readonly string[]
  /** iPAddress entries: Station never matches these. */
  readonly ipAddresses: readonly string[]
  /** ISO 8601, UTC. */
  readonly validFrom: string
  readonly validTo: string
  /** Lower-case hex. */
  readonly serial: string
  /** SHA-256 of the DER, lower-case hex. */
  readonly fingerprint: string
  readonly isCa: boolean
  readonly selfSigned: boolean
  /** `EC P-256`, `RSA 2048` … */
  readonly keyType: string
  /** `ecdsa-with-SHA256` … as OpenSSL names it. */
  readonly signatureAlgorithm: string
  /** Bytes of the DER: its size on the wire. */
  readonly size: number
}

export interface ReadCertificate {
  readonly der: Uint8Array
  readonly facts: CertificateFacts
}

type Role = 'CA certificate' | 'client certificate'

const CURVES: Readonly<Record<string, string>> = { prime256v1: 'P-256', secp384r1: 'P-384', secp521r1: 'P-521' }
const DAY = 86_400_000

/** A trust file: exactly one certificate, of a CA or self-signed. */
export function readTrust(bytes: Uint8Array): Result<ReadCertificate> {
  const read = readOne(bytes, 'CA certificate')
  if (!read.ok) return read
  const { facts } = read.value
  if (!facts.isCa && !facts.selfSigned)
    return refuse(
      `This is not a CA certificate but one that a CA issued for “${nameOf(facts)}”. Give the certificate of its issuer: ${facts.issuer}.`,
    )
  if (!/^(?:EC P-(?:256|384|521)|RSA [0-9]+)$/.test(facts.keyType))
    return refuse(
      `Station cannot verify with the ${facts.keyType} key of this CA. Use a CA with an EC P-256 or RSA key.`,
    )
  return isShortRsa(facts.keyType)
    ? refuse(`The ${facts.keyType} key of this CA is too short: Station takes RSA from 2048 bits. Use another CA.`)
    : read
}

/** A client certificate: exactly one, with a key that Station can use. */
export function readCertificate(bytes: Uint8Array): Result<ReadCertificate> {
  const read = readOne(bytes, 'client certificate')
  if (!read.ok) return read
  const { keyType } = read.value.facts
  if (keyType !== 'EC P-256' && !/^RSA [0-9]+$/.test(keyType))
    return refuse(
      `This certificate is for an ${keyType} key, which Station cannot use. Have one issued for an EC P-256 or RSA key.`,
    )
  return isShortRsa(keyType)
    ? refuse(`This certificate is for an ${keyType} key, which is too short. Have one issued for RSA 2048 or EC P-256.`)
    : read
}

/** `EC P-256`, `RSA 2048`, `Ed25519` … of a public or private key. */
export function keyTypeOf(key: KeyObject): string {
  const details = key.asymmetricKeyDetails
  switch (key.asymmetricKeyType) {
    case 'ec':
      return `EC ${CURVES[details?.namedCurve ?? ''] ?? details?.namedCurve ?? 'of an unknown curve'}`
    case 'rsa':
      return `RSA ${details?.modulusLength}`
    case 'rsa-pss':
      return `RSA-PSS ${details?.modulusLength}`
    case 'ed25519':
      return 'Ed25519'
    case 'ed448':
      return 'Ed448'
    default:
      return key.asymmetricKeyType ?? 'unknown'
  }
}

/** RSA below 2048 bits: refused by Station's TLS for certificates, and by us for keys. */
export const isShortRsa = (keyType: string): boolean =>
  /^RSA ([0-9]+)$/.test(keyType) && Number(keyType.slice(4)) < 2048

/** What is allowed and yet will fail soon, or already does: dates and old signatures. */
export function certificateWarnings(facts: CertificateFacts, role: 'trust' | 'crt', now: Date): string[] {
  const what = role === 'trust' ? 'CA certificate' : 'client certificate'
  const consequence = role === 'trust' ? 'gateways stop trusting the server' : 'servers may refuse the gateway'
  const left = Date.parse(facts.validTo) - now.getTime()
  const warnings: string[] = []
  if (left <= 0) warnings.push(`This ${what} expired on ${day(facts.validTo)}: ${consequence}. Replace it.`)
  else if (left < 30 * DAY)
    warnings.push(`This ${what} expires on ${day(facts.validTo)}; then ${consequence}. Prepare its successor.`)
  if (Date.parse(facts.validFrom) > now.getTime())
    warnings.push(`This ${what} is valid only from ${day(facts.validFrom)} on. Use it after that day.`)
  if (role === 'crt' && /sha1|md5/i.test(facts.signatureAlgorithm))
    warnings.push(
      `This ${what} is signed with ${facts.signatureAlgorithm}, which servers refuse. Have it issued anew with SHA-256.`,
    )
  return warnings
}

function readOne(bytes: Uint8Array, role: Role): Result<ReadCertificate> {
  const { kind, certificates } = readCredentialFile(bytes)
  const [der] = certificates
  if (kind === 'bundle') return refuse(bundleSentence(certificates, role))
  if (kind === 'certificate-and-key')
    return refuse(
      `This file holds a private key beside the ${role}. Give the certificate alone here${role === 'client certificate' ? ' and the key as the key' : ''}.`,
    )
  if (kind !== 'certificate' || !der) return refuse(wrongKindSentence(kind, role))
  const x509 = parseCertificate(der)
  if (!x509) return refuse(`This ${role} is damaged. Export it again.`)
  const length = derCertificateLength(der)
  if (length === undefined || length > der.length)
    return refuse(
      `The DER of this ${role} does not begin with 30 82, the only form that Station reads. Use a certificate of 256 bytes or more.`,
    )
  if (length < der.length)
    return refuse(
      `After the ${role}, ${der.length - length} more bytes follow, which Station would take for the next file. Give the certificate alone.`,
    )
  if (!x509.raw.equals(der)) return refuse(`This ${role} is not strict DER. Export it again.`)
  const facts = certificateFactsOf(x509)
  return facts ? ok({ der, facts }) : refuse(`This ${role} is damaged. Export it again.`)
}

/** Undefined where OpenSSL can frame the certificate and then not read its key, dates or names. */
export function certificateFactsOf(x509: X509Certificate): CertificateFacts | undefined {
  try {
    const commonName = /(?:^|\n)CN=(.*)/.exec(x509.subject ?? '')?.[1] ?? null
    const { dnsNames, ipAddresses } = alternativeNames(x509.subjectAltName)
    return {
      subject: oneLine(x509.subject),
      issuer: oneLine(x509.issuer),
      commonName,
      names: commonName !== null && !dnsNames.includes(commonName) ? [...dnsNames, commonName] : dnsNames,
      ipAddresses,
      validFrom: x509.validFromDate.toISOString(),
      validTo: x509.validToDate.toISOString(),
      serial: x509.serialNumber.toLowerCase(),
      fingerprint: x509.fingerprint256.replace(/:/g, '').toLowerCase(),
      isCa: x509.ca,
      selfSigned: x509.subject === x509.issuer && verifiesItself(x509),
      keyType: keyTypeOf(x509.publicKey),
      signatureAlgorithm: x509.signatureAlgorithm ?? 'unknown',
      size: x509.raw.length,
    }
  } catch {
    return undefined
  }
}

/** Node prints `DNS:a, IP Address:b`, and a name that could be mistaken for several as a quoted string: those are left out. */
function alternativeNames(text = ''): { dnsNames: string[]; ipAddresses: string[] } {
  const entries = [...text.matchAll(/([A-Za-z ]+):("(?:[^"\\]|\\.)*"|[^,"]*)(?:, |$)/gy)]
  const of = (type: string) =>
    entries.flatMap(([, kind, value = '']) => (kind === type && !value.startsWith('"') ? [value] : []))
  return { dnsNames: of('DNS'), ipAddresses: of('IP Address') }
}

function verifiesItself(x509: X509Certificate): boolean {
  try {
    return x509.verify(x509.publicKey)
  } catch {
    return false
  }
}

function bundleSentence(certificates: readonly Uint8Array[], role: Role): string {
  const found = certificates.map((der) => parseCertificate(der))
  const list = found.map((x509, index) => `${index + 1}. ${x509 ? oneLine(x509.subject) : 'unreadable'}`).join('; ')
  const start = `This file holds ${certificates.length} certificates, and Station would take the second one for something else: ${list}.`
  if (role === 'client certificate') return `${start} Give the gateway’s own certificate alone, normally the first.`
  const roots = found.flatMap((x509, index) => (x509?.ca && x509.subject === x509.issuer ? [index + 1] : []))
  if (roots.length === 1) return `${start} Give number ${roots[0]} alone, the root.`
  return `${start} Give one alone: the root that the server’s certificate leads to.`
}

function wrongKindSentence(kind: keyof typeof KIND_IN_WORDS, role: Role): string {
  const start = `This is ${KIND_IN_WORDS[kind]}, not a ${role}.`
  switch (kind) {
    case 'pkcs7':
      return `${start} Take the certificate out with “openssl pkcs7 -print_certs”.`
    case 'pkcs12':
      return `${start} Take the certificate out with “openssl pkcs12 -nokeys”.`
    case 'request':
      return `${start} Give the certificate that the CA issued for it.`
    case 'private-key':
    case 'encrypted-key':
    case 'openssh-key':
    case 'token':
      return `${start} It belongs into the key; here give the certificate in PEM or DER.`
    default:
      return `${start} Give one certificate in PEM or DER.`
  }
}

const nameOf = (facts: CertificateFacts) => facts.commonName ?? facts.names[0] ?? facts.subject
const oneLine = (name: string | undefined) => (name ? name.split('\n').join(', ') : '(no name)')
const day = (iso: string) => iso.slice(0, 10)
