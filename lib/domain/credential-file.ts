/**
 * What a file of credentials is, told by its content and never by its name. People hand in PEM where DER is wanted,
 * bundles, requests, keys in the wrong field (cups.md §9); the readers say what a file is before they say what is wrong.
 */
import { createPrivateKey, createPublicKey, type KeyObject, X509Certificate } from 'node:crypto'

export type FileKind =
  | 'empty'
  | 'certificate'
  /** Several certificates, as PEM blocks or as DER one after the other. */
  | 'bundle'
  | 'private-key'
  | 'encrypted-key'
  | 'openssh-key'
  | 'certificate-and-key'
  | 'public-key'
  | 'request'
  | 'pkcs7'
  | 'pkcs12'
  | 'token'
  | 'html'
  | 'unknown'

export interface CredentialFile {
  readonly kind: FileKind
  /** DER of each certificate that the file holds, in its order; for a DER file with bytes after its end, those too. */
  readonly certificates: readonly Uint8Array[]
  /** The private key; null when there is none or OpenSSL cannot read it. */
  readonly key: KeyObject | null
}

type KeyForm = 'pkcs8' | 'sec1' | 'pkcs1'

interface PemBlock {
  readonly label: string
  readonly der: Buffer
  readonly encrypted: boolean
}

/** Kinds in words, to follow “This is …”. */
export const KIND_IN_WORDS: Readonly<Record<FileKind, string>> = {
  empty: 'an empty file',
  certificate: 'a certificate',
  bundle: 'a bundle of certificates',
  'private-key': 'a private key',
  'encrypted-key': 'a private key encrypted with a password',
  'openssh-key': 'a key in OpenSSH form',
  'certificate-and-key': 'a certificate together with a private key',
  'public-key': 'a public key',
  request: 'a certificate signing request',
  pkcs7: 'a PKCS#7 bundle (.p7b)',
  pkcs12: 'a PKCS#12 file (.p12, .pfx)',
  token: 'a token',
  html: 'a web page',
  unknown: 'no certificate, key or token',
}

const PEM_BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----([\s\S]*?)-----END \1-----/g
const KEY_LABELS: Readonly<Record<string, KeyForm>> = {
  'PRIVATE KEY': 'pkcs8',
  'EC PRIVATE KEY': 'sec1',
  'RSA PRIVATE KEY': 'pkcs1',
}
const LENGTH = '(?:82....|81..|80|[0-7].)'
/** How the containers that are no single certificate or key begin, in hex. Magic numbers, not a parser. */
const MAGIC: readonly (readonly [RegExp, FileKind])[] = [
  [new RegExp(`^30${LENGTH}02010330`), 'pkcs12'],
  [new RegExp(`^30${LENGTH}06092a864886f70d0107`), 'pkcs7'],
  [new RegExp(`^30${LENGTH}30${LENGTH}06092a864886f70d0105`), 'encrypted-key'],
  [new RegExp(`^30${LENGTH}30${LENGTH}02010030`), 'request'],
]

/** What the bytes of a file are. */
export const recogniseFile = (bytes: Uint8Array): FileKind => readCredentialFile(bytes).kind

/** Takes a file apart without judging whether its content is fit for a gateway. */
export function readCredentialFile(bytes: Uint8Array): CredentialFile {
  const text = Buffer.from(bytes)
    .toString('latin1')
    .replace(/^\u00ef\u00bb\u00bf/, '')
  if (/^[\s\0]*$/.test(text)) return plain('empty')
  if (text.includes('-----BEGIN ')) return readPem(text)
  if (bytes[0] === 0x30) return readDer(bytes)
  if (/^\s*authorization\s*:/i.test(text)) return plain('token')
  if (/^\s*<(?:!doctype|html|\?xml|head|body)/i.test(text)) return plain('html')
  return plain('unknown')
}

/** The length of the certificate at the start of `der`, taken from its outer `30 82`; undefined for any other form. */
export function derCertificateLength(der: Uint8Array): number | undefined {
  const [tag, form, high = 0, low = 0] = der
  return tag === 0x30 && form === 0x82 ? 4 + high * 256 + low : undefined
}

/** The certificate, or undefined where the bytes are none. Bytes after its end are passed over, as OpenSSL does. */
export function parseCertificate(der: Uint8Array): X509Certificate | undefined {
  try {
    return new X509Certificate(der)
  } catch {
    return undefined
  }
}

const plain = (kind: FileKind): CredentialFile => ({ kind, certificates: [], key: null })

function readPem(text: string): CredentialFile {
  const blocks = [...text.matchAll(PEM_BLOCK)].map(([, label = '', body = '']): PemBlock => {
    const [headers, data] = body.includes(':') ? splitHeaders(body) : ['', body]
    return { label, der: Buffer.from(data, 'base64'), encrypted: /ENCRYPTED/.test(`${label} ${headers}`) }
  })
  const certificates = blocks.filter(({ label }) => /^(?:X509 )?CERTIFICATE$/.test(label)).map(({ der }) => der)
  const keys = blocks.filter(({ label }) => label.endsWith('PRIVATE KEY'))
  const key = keys.find(({ label, encrypted }) => KEY_LABELS[label] && !encrypted)
  return {
    kind: kindOfPem(blocks, certificates.length, keys),
    certificates,
    key: key ? (importKey(key.der, KEY_LABELS[key.label] ?? 'pkcs8') ?? null) : null,
  }
}

function kindOfPem(blocks: readonly PemBlock[], certificates: number, keys: readonly PemBlock[]): FileKind {
  const has = (label: RegExp) => blocks.some((block) => label.test(block.label))
  if (certificates && keys.length) return 'certificate-and-key'
  if (certificates) return certificates === 1 ? 'certificate' : 'bundle'
  if (keys.some(({ encrypted }) => encrypted)) return 'encrypted-key'
  if (has(/^OPENSSH PRIVATE KEY$/)) return 'openssh-key'
  if (keys.length) return 'private-key'
  if (has(/PUBLIC KEY$/)) return 'public-key'
  if (has(/CERTIFICATE REQUEST$/)) return 'request'
  return has(/^(?:PKCS7|CMS)$/) ? 'pkcs7' : 'unknown'
}

/** The `Name: value` lines of an old-style PEM block, and what follows the blank line after them. */
function splitHeaders(body: string): [headers: string, data: string] {
  const end = /\r?\n\r?\n/.exec(body)
  return end ? [body.slice(0, end.index), body.slice(end.index)] : [body, '']
}

function readDer(bytes: Uint8Array): CredentialFile {
  const first = parseCertificate(bytes)
  if (first) {
    const certificates = splitCertificates(bytes)
    return { kind: certificates.length > 1 ? 'bundle' : 'certificate', certificates, key: null }
  }
  const head = Buffer.from(bytes.subarray(0, 64)).toString('hex')
  const magic = MAGIC.find(([pattern]) => pattern.test(head))?.[1]
  // A key in PKCS#8 begins like a request does after its first length; only the parser tells them apart.
  const key = magic === undefined || magic === 'request' ? importAnyKey(bytes) : undefined
  if (key) return { kind: 'private-key', certificates: [], key }
  if (magic) return plain(magic)
  return plain(isPublicKey(bytes) ? 'public-key' : 'unknown')
}

/** Certificates that stand one after the other; what follows the last one stays with it, for its reader to refuse. */
function splitCertificates(bytes: Uint8Array): Uint8Array[] {
  const length = derCertificateLength(bytes)
  const rest = length === undefined ? undefined : bytes.subarray(length)
  return rest?.length && parseCertificate(rest) ? [bytes.subarray(0, length), ...splitCertificates(rest)] : [bytes]
}

function importAnyKey(der: Uint8Array): KeyObject | undefined {
  return importKey(der, 'pkcs8') ?? importKey(der, 'sec1') ?? importKey(der, 'pkcs1')
}

function importKey(der: Uint8Array, type: KeyForm): KeyObject | undefined {
  try {
    return createPrivateKey({ key: Buffer.from(der), format: 'der', type })
  } catch {
    return undefined
  }
}

function isPublicKey(der: Uint8Array): boolean {
  return (['spki', 'pkcs1'] as const).some((type) => {
    try {
      createPublicKey({ key: Buffer.from(der), format: 'der', type })
      return true
    } catch {
      return false
    }
  })
}
