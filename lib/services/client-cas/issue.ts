/** Makes CAs, client certificates and lists of revoked ones: EC P-256, SHA-256, what Station can use (cups.md §3). */
import 'reflect-metadata'
import { createPrivateKey, randomBytes } from 'node:crypto'
import * as x509 from '@peculiar/x509'
import type { Eui } from '#lib/domain/identifiers.ts'

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const DAY = 86_400_000
const CA_YEARS = 20
/** Some gateways and servers have clocks that are behind. */
const BACKDATED_DAYS = 2
/** A list of revoked certificates is good for this long. */
const CRL_DAYS = 7

export interface MadeCa {
  readonly der: Buffer
  /** PKCS#8 DER. */
  readonly key: Buffer
}

/** A self-signed CA that issues client certificates and no further CAs. */
export async function makeIssuingCa(name: string, now: Date): Promise<MadeCa> {
  const keys = await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: randomSerial(),
    name: new x509.Name([{ CN: [name] }, { O: ['Gatehouse client CA'] }]),
    notBefore: new Date(now.getTime() - BACKDATED_DAYS * DAY),
    notAfter: new Date(now.getTime() + CA_YEARS * 365 * DAY),
    signingAlgorithm: ALGORITHM,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  return {
    der: Buffer.from(certificate.rawData),
    key: Buffer.from(await crypto.subtle.exportKey('pkcs8', keys.privateKey)),
  }
}

export interface Issuer {
  readonly certificate: x509.X509Certificate
  readonly signingKey: CryptoKey
}

/** `key`: PKCS#8 DER. */
export async function openIssuer(der: Uint8Array, key: Uint8Array): Promise<Issuer> {
  return {
    certificate: new x509.X509Certificate(Uint8Array.from(der)),
    signingKey: await crypto.subtle.importKey('pkcs8', Uint8Array.from(key), ALGORITHM, false, ['sign']),
  }
}

export interface IssuedCertificate {
  readonly der: Buffer
  /** The private key as Station reads it: SEC1 DER. */
  readonly key: Buffer
  /** Lower-case hex without leading zeros. */
  readonly serial: string
  readonly notAfter: Date
}

/** A client certificate whose CN is the gateway's EUI, 16 lower-case hex digits. `crlUrl`: where revocations are published. */
export async function issueCertificate(
  issuer: Issuer,
  { eui, days, crlUrl, now }: { eui: Eui; days: number; crlUrl: string; now: Date },
): Promise<IssuedCertificate> {
  const keys = await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
  const serial = randomSerial()
  const notAfter = new Date(Math.min(now.getTime() + days * DAY, issuer.certificate.notAfter.getTime()))
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serial,
    subject: `CN=${eui}`,
    issuer: issuer.certificate.subject,
    notBefore: new Date(now.getTime() - BACKDATED_DAYS * DAY),
    notAfter,
    signingAlgorithm: ALGORITHM,
    publicKey: keys.publicKey,
    signingKey: issuer.signingKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.clientAuth]),
      new x509.CRLDistributionPointsExtension([crlUrl]),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(issuer.certificate.publicKey),
    ],
  })
  const pkcs8 = Buffer.from(await crypto.subtle.exportKey('pkcs8', keys.privateKey))
  return {
    der: Buffer.from(certificate.rawData),
    key: createPrivateKey({ key: pkcs8, type: 'pkcs8', format: 'der' }).export({ type: 'sec1', format: 'der' }),
    serial,
    notAfter,
  }
}

/** A list of revoked certificates, DER (RFC 5280 §5). */
export async function makeCrl(
  issuer: Issuer,
  { number, entries, now }: { number: number; entries: readonly { serial: string; at: Date }[]; now: Date },
): Promise<Buffer> {
  const crl = await x509.X509CrlGenerator.create({
    issuer: issuer.certificate.subject,
    thisUpdate: now,
    nextUpdate: new Date(now.getTime() + CRL_DAYS * DAY),
    entries: entries.map(({ serial, at }) => ({
      serialNumber: serial.length % 2 === 0 ? serial : `0${serial}`,
      revocationDate: at,
    })),
    extensions: [await x509.AuthorityKeyIdentifierExtension.create(issuer.certificate.publicKey), crlNumber(number)],
    signingKey: issuer.signingKey,
    signingAlgorithm: ALGORITHM,
  })
  return Buffer.from(crl.rawData)
}

/** RFC 5280 §5.2.3: an INTEGER that rises. */
function crlNumber(number: number): x509.Extension {
  const bytes = Buffer.alloc(5)
  bytes.writeUInt32BE(number, 1)
  return new x509.Extension('2.5.29.20', false, Uint8Array.of(2, bytes.length, ...bytes))
}

/** Positive, 16 bytes, and never beginning with a zero. */
const randomSerial = (): string => `4${randomBytes(16).toString('hex').slice(1)}`
