/**
 * What the console shows of files before anything is saved: what each one is, its facts, its warnings, and what setup
 * would say of the whole. Nothing of a private key or token comes out, only what kind it is and how long.
 */
import { type CertificateFacts, certificateWarnings, readCertificate, readTrust } from './certificates.ts'
import { type FileKind, recogniseFile } from './credential-file.ts'
import { type Category, type CredentialSet, credentialCrc, credentialSegment } from './credential-set.ts'
import { decodeCredentialText } from './credential-text.ts'
import { keyMatches, readPrivateKey } from './private-keys.ts'
import { ok, type Result } from './result.ts'
import { type CategoryPatch, mergeCategory, type SetupContext } from './setup.ts'
import { isSecureUri, parseTargetUri } from './target-uri.ts'
import { normaliseTokenLine } from './token.ts'

/** The patch as setup would be given it, and what it would meet. */
export interface InspectionInput extends CategoryPatch {
  readonly category: Category
  readonly now: Date
  /** The stored set; absent when there is none. */
  readonly current?: CredentialSet | null
  /** Absent: no cupsUri counts as ours. */
  readonly context?: SetupContext
}

/** One file as a card. Plain JSON. */
export interface FileCard {
  readonly source: 'given' | 'stored'
  readonly kind: FileKind
  /** Facts of a certificate, null for keys and tokens and for what cannot be read. */
  readonly certificate: CertificateFacts | null
  /** `EC P-256` … of a private key or of the certificate; null for tokens. */
  readonly keyType: string | null
  /** Bytes on the wire; null when the file is refused. */
  readonly size: number | null
  readonly warnings: readonly string[]
  readonly error: string | null
}

export interface Inspection {
  readonly uri: { readonly warnings: readonly string[]; readonly error: string | null } | null
  readonly trust: FileCard | null
  readonly crt: FileCard | null
  readonly key: FileCard | null
  /** Whether private key and client certificate belong together; null unless both can be read. */
  readonly keyMatches: boolean | null
  /** What setup would do, or null when it would refuse. */
  readonly change: 'keep' | 'clear' | 'set' | null
  /** What setup would say: a sentence that begins with the parameter's name. */
  readonly error: string | null
  /** Bytes of the resulting segment and its CRC as the gateway will report it; null where none is sent. */
  readonly segmentSize: number | null
  readonly crc: number | null
}

type File = 'trust' | 'crt' | 'key'
type Read = Pick<FileCard, 'certificate' | 'keyType' | 'size'>

const NOTHING_OURS: SetupContext = { isOurs: () => false, currentToken: null }

/** Looks at a patch and its files without storing anything. */
export function inspectCredentials(input: InspectionInput): Inspection {
  const { category, now, current = null, context = NOTHING_OURS } = input
  const uri = input.uri === undefined ? current?.uri : input.uri
  const files = { trust: fileOf(input, 'trust'), crt: fileOf(input, 'crt'), key: fileOf(input, 'key') }
  const bare = Boolean(uri) && !isSecureUri(uri ?? '')
  const card = (file: File) => cardOf(files[file], file, { hasCrt: files.crt !== null, bare, now })
  const change = mergeCategory(category, current, input, context)
  const kind = change.ok ? change.value.kind : null
  const result = change.ok && change.value.kind === 'set' ? change.value.set : kind === 'keep' ? current : null
  return {
    uri: uri ? inspectUri(uri, category) : null,
    trust: card('trust'),
    crt: card('crt'),
    key: card('key'),
    keyMatches: matches(files.crt, files.key),
    change: kind,
    error: change.ok ? null : change.error,
    segmentSize: result ? credentialSegment(result).length || null : null,
    crc: result && credentialCrc(result),
  }
}

function inspectUri(uri: string, category: Category): Inspection['uri'] {
  const target = parseTargetUri(uri, category)
  return target.ok ? { warnings: target.value.warnings, error: null } : { warnings: [], error: target.error }
}

interface GivenFile {
  readonly source: FileCard['source']
  readonly bytes: Result<Uint8Array>
}

/** The given file, else the stored one; null when there is none or it is cleared. */
function fileOf({ current, ...patch }: InspectionInput, file: File): GivenFile | null {
  const text = patch[file]
  if (text) return { source: 'given', bytes: decodeCredentialText(text) }
  const stored = text === undefined ? current?.[file] : null
  return stored?.length ? { source: 'stored', bytes: ok(stored) } : null
}

interface Surroundings {
  readonly hasCrt: boolean
  /** http or ws: credentials are not stored. */
  readonly bare: boolean
  readonly now: Date
}

function cardOf(file: GivenFile | null, name: File, { hasCrt, bare, now }: Surroundings): FileCard | null {
  if (!file) return null
  const { source, bytes } = file
  const kind = bytes.ok ? recogniseFile(bytes.value) : 'unknown'
  const read = bytes.ok ? readFile(bytes.value, name, kind, hasCrt) : bytes
  if (!read.ok) return { source, kind, certificate: null, keyType: null, size: null, warnings: [], error: read.error }
  const { certificate } = read.value
  const warnings = certificate && name !== 'key' ? certificateWarnings(certificate, name, now) : []
  const unused = bare ? ['Without TLS (http, ws) a gateway uses no credentials: this file is not stored.'] : []
  return { source, kind, ...read.value, warnings: [...unused, ...warnings], error: null }
}

function readFile(bytes: Uint8Array, name: File, kind: FileKind, hasCrt: boolean): Result<Read> {
  if (name === 'key') return readKeyFile(bytes, kind, hasCrt)
  const read = name === 'trust' ? readTrust(bytes) : readCertificate(bytes)
  if (!read.ok) return read
  const { facts } = read.value
  return ok({ certificate: facts, keyType: facts.keyType, size: facts.size })
}

function readKeyFile(bytes: Uint8Array, kind: FileKind, hasCrt: boolean): Result<Read> {
  if (kind === 'private-key' || (kind !== 'token' && hasCrt)) {
    const read = readPrivateKey(bytes)
    return read.ok ? ok({ certificate: null, keyType: read.value.keyType, size: read.value.der.length }) : read
  }
  const token = normaliseTokenLine(bytes)
  return token.ok ? ok({ certificate: null, keyType: null, size: token.value.line.length }) : token
}

function matches(crt: GivenFile | null, key: GivenFile | null): boolean | null {
  if (!crt?.bytes.ok || !key?.bytes.ok) return null
  const certificate = readCertificate(crt.bytes.value)
  const privateKey = readPrivateKey(key.bytes.value)
  return certificate.ok && privateKey.ok ? keyMatches(certificate.value.der, privateKey.value.publicKey) : null
}
