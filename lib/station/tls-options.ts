/**
 * TLS as the mbedTLS 2.28 of Station does it (cups.md §3): at most 1.2, trust from one file, names from dNSName or
 * CN, ECDSA or RSA-PKCS1 with SHA-2. What OpenSSL would let pass beyond that is refused here.
 */
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import type { ConnectionOptions, DetailedPeerCertificate, PeerCertificate } from 'node:tls'
import { serverNameMatches } from '#lib/domain/trust-change/server-name.ts'
import { headerLines } from './auth-token.ts'
import { type Authentication, authenticationOf, type CredentialFiles } from './credential-files.ts'

export type TlsSetup =
  | { ok: true; options: ConnectionOptions; token: Buffer | null; authentication: Authentication }
  | { ok: false; reason: string }

const SIGNATURES = ['SHA256', 'SHA384', 'SHA512'].flatMap((hash) => [`ECDSA+${hash}`, `RSA+${hash}`]).join(':')

/** @param name of the set, for the reason: `cups-bak`. */
export function setUpTls(name: string, files: CredentialFiles, host: string): TlsSetup {
  const no = (reason: string): TlsSetup => ({ ok: false, reason: `${name} ${reason}` })
  const authentication = authenticationOf(files)
  if (!files.trust || authentication === 'none') return no('URI requires TLS but no trust configured')
  const trust = readCertificates(files.trust)
  if (!trust) return no('trust certificates rejected by MBedTLS')
  const options: ConnectionOptions = {
    ca: trust,
    maxVersion: 'TLSv1.2',
    sigalgs: SIGNATURES,
    rejectUnauthorized: true,
    allowPartialTrustChain: true,
    checkServerIdentity: refuseServer,
    ...(isIpAddress(host) ? {} : { servername: host }),
  }
  if (authentication === 'token') {
    const token = headerLines(files.key ?? Buffer.alloc(0))
    return token.ok ? { ok: true, options, token: token.lines, authentication } : no(token.reason)
  }
  if (authentication === 'certificate') {
    const cert = readCertificates(files.crt ?? Buffer.alloc(0))
    const key = readPrivateKey(files.key ?? Buffer.alloc(0))
    if (!cert || !key) return no('key/cert rejected by MBedTLS')
    return { ok: true, options: { ...options, cert: cert.join(''), key }, token: null, authentication }
  }
  return { ok: true, options, token: null, authentication }
}

function refuseServer(host: string, peer: PeerCertificate): Error | undefined {
  const chain = chainOf(peer as DetailedPeerCertificate)
  const failed = (why: string) => new Error(`TLS server certificate verification failed: ${why}`)
  const [leaf] = chain
  if (!leaf || !serverNameMatches(host, leaf))
    return failed(`${host} is not among its names (dNSName, or CN without any SAN; an iPAddress does not count)`)
  for (const [index, certificate] of chain.entries()) {
    const isAnchor = index > 0 && index === chain.length - 1
    if (!isAcceptedKey(certificate.publicKey)) return failed('a key is neither EC nor RSA from 2048 bits')
    if (!isAnchor && !ACCEPTED_SIGNATURE.test(signatureOf(certificate)))
      return failed(`the signature algorithm ${signatureOf(certificate)} is not supported`)
  }
  return undefined
}

/** ECDSA or RSA-PKCS1, with SHA-2. */
const ACCEPTED_SIGNATURE = /^(ecdsa-with-SHA(256|384|512)|sha(256|384|512)WithRSAEncryption)$/

function chainOf(peer: DetailedPeerCertificate): X509Certificate[] {
  const chain: X509Certificate[] = []
  const seen = new Set<string>()
  for (let link: DetailedPeerCertificate | undefined = peer; link?.raw; link = link.issuerCertificate) {
    const certificate = new X509Certificate(link.raw)
    if (seen.has(certificate.fingerprint256)) break
    seen.add(certificate.fingerprint256)
    chain.push(certificate)
  }
  return chain
}

/** Node 24.9 and later name it; its types do not yet. */
const signatureOf = (certificate: X509Certificate): string =>
  (certificate as X509Certificate & { signatureAlgorithm?: string }).signatureAlgorithm ?? ''

function isAcceptedKey(key: KeyObject): boolean {
  if (key.asymmetricKeyType === 'rsa') return (key.asymmetricKeyDetails?.modulusLength ?? 0) >= 2048
  return key.asymmetricKeyType === 'ec'
}

/** One DER certificate or any number of PEM ones; null when one of them cannot be used. */
function readCertificates(file: Buffer): string[] | null {
  const blocks = isPem(file)
    ? (file.toString('latin1').match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? [])
    : [file]
  try {
    const certificates = blocks.map((block) => new X509Certificate(block))
    if (certificates.length === 0 || !certificates.every((one) => isMbedTlsKey(one.publicKey))) return null
    return certificates.map((one) => one.toString())
  } catch {
    return null
  }
}

function readPrivateKey(file: Buffer): string | null {
  const forms = isPem(file)
    ? [{ key: file, format: 'pem' as const }]
    : (['sec1', 'pkcs1', 'pkcs8'] as const).map((type) => ({ key: file, format: 'der' as const, type }))
  for (const form of forms) {
    try {
      const key = createPrivateKey(form)
      return isMbedTlsKey(key) ? (key.export({ format: 'pem', type: 'pkcs8' }) as string) : null
    } catch {
      // Not of this form; the next one may fit.
    }
  }
  return null
}

const isMbedTlsKey = (key: KeyObject): boolean => key.asymmetricKeyType === 'rsa' || key.asymmetricKeyType === 'ec'
const isPem = (file: Buffer): boolean => file[0] === 0x2d
const isIpAddress = (host: string): boolean => /^[0-9.]+$/.test(host)
