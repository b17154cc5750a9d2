/**
 * Real certificates and keys for tests, made on the spot. Keys of one kind are made once per process: RSA is slow, and
 * no test needs a second one unless it asks for `fresh`.
 */
import 'reflect-metadata'
import { KeyObject, type webcrypto, X509Certificate } from 'node:crypto'
import {
  BasicConstraintsExtension,
  type Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  X509Certificate as PeculiarCertificate,
  Pkcs10CertificateRequestGenerator,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
  X509Certificates,
} from '@peculiar/x509'

export type TestKeyType = 'EC P-256' | 'EC P-384' | 'EC P-521' | 'RSA 1024' | 'RSA 2048' | 'Ed25519'

export interface TestKey {
  readonly type: TestKeyType
  readonly pair: CryptoKeyPair
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
}

export interface TestCertificate {
  readonly der: Buffer
  readonly pem: string
  /** Distinguished name as the generator wants it, e.g. `CN=Test CA`. */
  readonly name: string
  readonly key: TestKey
}

export interface CertificateOptions {
  /** Distinguished name, e.g. `CN=roof-17, O=Acme`. */
  readonly name?: string
  readonly key?: TestKey
  readonly notBefore?: Date
  readonly notAfter?: Date
  readonly dnsNames?: readonly string[]
  readonly ips?: readonly string[]
}

const DAY = 86_400_000
/** Node's own types and the browser's describe the same Web Crypto key. */
const keyObject = (key: CryptoKey) => KeyObject.from(key as webcrypto.CryptoKey)

const made = new Map<TestKeyType, Promise<TestKey>>()

function algorithm(type: TestKeyType): EcKeyGenParams | RsaHashedKeyGenParams | { name: string } {
  if (type === 'Ed25519') return { name: 'Ed25519' }
  const [family, size] = type.split(' ')
  return family === 'EC'
    ? { name: 'ECDSA', namedCurve: size ?? '' }
    : {
        name: 'RSASSA-PKCS1-v1_5',
        hash: 'SHA-256',
        modulusLength: Number(size),
        publicExponent: Uint8Array.of(1, 0, 1),
      }
}

/** A new key pair of `type` (an RSA key takes a tenth of a second). */
export async function freshKey(type: TestKeyType): Promise<TestKey> {
  const pair = (await crypto.subtle.generateKey(algorithm(type), true, ['sign', 'verify'])) as CryptoKeyPair
  return { type, pair, privateKey: keyObject(pair.privateKey), publicKey: keyObject(pair.publicKey) }
}

/** The key pair of `type` that all tests of this process share. */
export function testKey(type: TestKeyType): Promise<TestKey> {
  const known = made.get(type) ?? freshKey(type)
  made.set(type, known)
  return known
}

/** The private key as PEM: `pkcs8`, or the older `sec1` (EC) and `pkcs1` (RSA). */
export const keyPem = (key: TestKey, type: 'pkcs8' | 'sec1' | 'pkcs1' = 'pkcs8'): string =>
  key.privateKey.export({ format: 'pem', type } as { format: 'pem'; type: 'pkcs8' }) as string

/** The private key as DER, in the same forms. */
export const keyDer = (key: TestKey, type: 'pkcs8' | 'sec1' | 'pkcs1' = 'pkcs8'): Buffer =>
  key.privateKey.export({ format: 'der', type } as { format: 'der'; type: 'pkcs8' }) as Buffer

/** A self-signed CA certificate; EC P-256, valid from yesterday for ten years unless told otherwise. */
export async function makeCa(options: CertificateOptions = {}): Promise<TestCertificate> {
  const key = options.key ?? (await testKey('EC P-256'))
  return issue({ name: 'CN=Test CA', ...options, key }, key, options.name ?? 'CN=Test CA', [
    new BasicConstraintsExtension(true, undefined, true),
    new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
  ])
}

/** A CA certificate issued by another CA. */
export async function makeIntermediateCa(ca: TestCertificate, options: CertificateOptions = {}) {
  const key = options.key ?? (await freshKey('EC P-256'))
  return issue({ name: 'CN=Test intermediate CA', ...options, key }, ca.key, ca.name, [
    new BasicConstraintsExtension(true, undefined, true),
    new KeyUsagesExtension(KeyUsageFlags.keyCertSign, true),
  ])
}

/** A server's or a gateway's certificate issued by `ca`, with a key of its own. */
export async function makeLeaf(ca: TestCertificate, options: CertificateOptions = {}): Promise<TestCertificate> {
  const key = options.key ?? (await freshKey('EC P-256'))
  return issue({ name: 'CN=leaf', ...options, key }, ca.key, ca.name, [new BasicConstraintsExtension(false)])
}

/** A self-signed certificate that is not a CA, as gateways and small servers make for themselves. */
export async function makeSelfSigned(options: CertificateOptions = {}): Promise<TestCertificate> {
  const key = options.key ?? (await testKey('EC P-256'))
  return issue({ name: 'CN=self', ...options, key }, key, options.name ?? 'CN=self', [
    new BasicConstraintsExtension(false),
  ])
}

/** A certificate signing request (PKCS#10) as PEM. */
export async function makeCsr(key: TestKey): Promise<string> {
  const csr = await Pkcs10CertificateRequestGenerator.create({
    name: 'CN=csr',
    keys: key.pair,
    signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
  })
  return csr.toString('pem')
}

/** A PKCS#7 bundle (`.p7b`) of certificates, DER. */
export function makePkcs7(...certificates: readonly TestCertificate[]): Buffer {
  const all = new X509Certificates(
    certificates.map((certificate) => new PeculiarCertificate(Uint8Array.from(certificate.der))),
  )
  return Buffer.from(all.export('raw'))
}

/** PEM armour around any DER. */
export function pemOf(label: string, der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`
}

async function issue(
  subject: CertificateOptions & { name: string; key: TestKey },
  signer: TestKey,
  issuer: string,
  extensions: readonly Extension[],
): Promise<TestCertificate> {
  const names = [
    ...(subject.dnsNames ?? []).map((value) => ({ type: 'dns' as const, value })),
    ...(subject.ips ?? []).map((value) => ({ type: 'ip' as const, value })),
  ]
  const certificate = await X509CertificateGenerator.create({
    subject: subject.name,
    issuer,
    notBefore: subject.notBefore ?? new Date(Date.now() - DAY),
    notAfter: subject.notAfter ?? new Date(Date.now() + 3650 * DAY),
    publicKey: subject.key.pair.publicKey,
    signingKey: signer.pair.privateKey,
    signingAlgorithm: { name: signer.pair.privateKey.algorithm.name, hash: 'SHA-256' },
    extensions: [...extensions, ...(names.length ? [new SubjectAlternativeNameExtension(names)] : [])],
  })
  const der = Buffer.from(certificate.rawData)
  return { der, pem: new X509Certificate(der).toString(), name: subject.name, key: subject.key }
}
