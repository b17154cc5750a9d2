/**
 * Setup, rule by rule (owner-api.md): what a category becomes when an owner's patch meets its stored set. The merged
 * result is judged, never the patch alone, and nothing comes out that Station would choke on (rules.md 6, 9, 10, 15, 16).
 */
import { type CertificateFacts, readCertificate, readTrust } from './certificates.ts'
import { KIND_IN_WORDS, recogniseFile } from './credential-file.ts'
import { type Category, type CredentialSet, credentialSegment } from './credential-set.ts'
import { decodeCredentialText } from './credential-text.ts'
import { keyMatches, readPrivateKey } from './private-keys.ts'
import { ok, type Result, refuse } from './result.ts'
import { dryRunSegment } from './station-segment.ts'
import { parseTargetUri } from './target-uri.ts'
import { normaliseTokenLine } from './token.ts'

/** As in JSON: absent keeps the stored value, null and the empty string clear it. */
export type FieldPatch = string | null | undefined

/** trust, crt and key: Base64 of PEM, DER or the token header; PEM and `Authorization: …` are taken as they stand too. */
export interface CategoryPatch {
  readonly uri?: FieldPatch
  readonly trust?: FieldPatch
  readonly crt?: FieldPatch
  readonly key?: FieldPatch
}

/** Trusts that were read before, by their text: a bulk gives ten thousand gateways the same one. */
export type SetupCache = Map<string, Result<Uint8Array>>

export interface SetupContext {
  /** True for a cupsUri that leads to this installation (rules.md 10). */
  isOurs(uri: string): boolean
  /** The token line that the gateway is accepted with now (rules.md 9); null when there is none. */
  readonly currentToken: Uint8Array | null
  readonly cache?: SetupCache
}

export type SetupChange =
  | { readonly kind: 'keep' }
  /** The category becomes unmanaged: what is on the gateway stays there. */
  | { readonly kind: 'clear' }
  | { readonly kind: 'set'; readonly set: CredentialSet }

/** The parameters' names of a category in the Owner API; refusals begin with the one that they are about. */
export const FIELD_NAMES = {
  cups: { uri: 'cupsUri', trust: 'cupsTrust', crt: 'cupsCrt', key: 'cupsKey' },
  tc: { uri: 'lnsUri', trust: 'lnsTrust', crt: 'lnsCrt', key: 'lnsKey' },
} as const satisfies Record<Category, Record<keyof CategoryPatch, string>>

type Field = keyof CategoryPatch
type Credentials = Pick<CredentialSet, 'key' | 'keyKind'>

/** One merge: the stored set, the patch, and the URI that results. */
interface Merge {
  readonly category: Category
  readonly current: CredentialSet | null
  readonly patch: CategoryPatch
  readonly context: SetupContext
  readonly uri: string
}

const KEEP: SetupChange = { kind: 'keep' }

/**
 * What `patch` makes of the stored set of a category (null: unmanaged). `keep` when nothing was given or nothing
 * changes, byte for byte. A refusal begins with the name of the parameter that it is about.
 */
export function mergeCategory(
  category: Category,
  current: CredentialSet | null,
  patch: CategoryPatch,
  context: SetupContext,
): Result<SetupChange> {
  const given = (['uri', 'trust', 'crt', 'key'] as const).filter((field) => patch[field] !== undefined)
  if (given.length === 0) return ok(KEEP)
  if (isCleared(patch.uri)) return ok(current ? { kind: 'clear' } : KEEP)
  const uri = patch.uri ?? current?.uri
  if (uri === undefined) return mergeWithoutUri(category, patch, given)
  const target = parseTargetUri(uri, category)
  if (!target.ok) return about(category, 'uri', target.error)
  const merged = target.value.secure
    ? mergeSecure({ category, current, patch, context, uri })
    : mergeInsecure(category, uri, context)
  if (!merged.ok) return merged
  return ok(current && isSameSet(current, merged.value) ? KEEP : { kind: 'set', set: merged.value })
}

function mergeWithoutUri(category: Category, patch: CategoryPatch, given: readonly Field[]): Result<SetupChange> {
  const first = given.find((field) => patch[field])
  if (!first) return ok(KEEP)
  const name = FIELD_NAMES[category].uri
  return about(category, first, `No ${name} is set that this could belong to. Give ${name} as well.`)
}

/** http and ws carry no credentials: given ones are ignored, stored ones dropped (rules.md 16). */
function mergeInsecure(category: Category, uri: string, context: SetupContext): Result<CredentialSet> {
  if (category === 'cups' && context.isOurs(uri))
    return about(
      category,
      'uri',
      `Over http the gateway sends no token and would be locked out here. Write ${uri.replace('http:', 'https:')}`,
    )
  return ok({ uri, trust: null, crt: null, key: null, keyKind: 'none' })
}

function mergeSecure(merge: Merge): Result<CredentialSet> {
  const { category, uri } = merge
  const trust = mergeTrust(merge)
  if (!trust.ok) return trust
  const crt = mergeCrt(merge)
  if (!crt.ok) return crt
  const key = crt.value ? mergePrivateKey(merge, crt.value) : mergeToken(merge)
  if (!key.ok) return key
  const set: CredentialSet = { uri, trust: trust.value, crt: crt.value, ...key.value }
  const stored = dryRunSegment(credentialSegment(set))
  if (!stored.ok) return about(category, 'trust', stored.error)
  return isSameSet(set, { ...set, ...stored.value })
    ? ok(set)
    : about(
        category,
        'trust',
        'Station would take these files for others. Give trust, certificate and key again, one file each.',
      )
}

function mergeTrust({ category, current, patch, context, uri }: Merge): Result<Uint8Array> {
  if (patch.trust) {
    const known = context.cache?.get(patch.trust)
    const read = known ?? derOf(patch.trust, readTrust)
    if (!known) context.cache?.set(patch.trust, read)
    return read.ok ? read : about(category, 'trust', read.error)
  }
  const stored = patch.trust === undefined ? current?.trust : null
  if (stored?.length) return ok(stored)
  return about(
    category,
    'trust',
    `${uri.startsWith('wss') ? 'wss' : 'https'} needs the certificate of the CA that the server's certificate leads to. Give ${FIELD_NAMES[category].trust}.`,
  )
}

function mergeCrt({ category, current, patch }: Merge): Result<Uint8Array | null> {
  if (patch.crt === undefined) return ok(current?.crt?.length ? current.crt : null)
  if (isCleared(patch.crt)) return ok(null)
  const read = derOf(patch.crt, readCertificate)
  return read.ok ? read : about(category, 'crt', read.error)
}

/** With a client certificate the key is the private key that belongs to it. */
function mergePrivateKey(merge: Merge, crt: Uint8Array): Result<Credentials> {
  const { category, current, patch } = merge
  const names = FIELD_NAMES[category]
  const orToken = `or clear ${names.crt} (null) to use a token`
  const kept = patch.key === undefined ? current : null
  if (kept?.keyKind === 'token')
    return about(
      category,
      'crt',
      `The stored key is a token, which cannot go with a certificate. Give ${names.key} too: the private key that was made together with ${subjectOf(crt)}.`,
    )
  if (!patch.key && kept?.keyKind !== 'private-key')
    return about(
      category,
      'key',
      `A client certificate needs its private key. Give the key that was made together with ${subjectOf(crt)}, ${orToken}.`,
    )
  if (!patch.key) return keepPrivateKey(merge, crt, kept?.key ?? null)
  const bytes = decodeCredentialText(patch.key)
  if (!bytes.ok) return about(category, 'key', bytes.error)
  const read = readPrivateKey(bytes.value)
  if (!read.ok && recogniseFile(bytes.value) === 'token')
    return about(
      category,
      'key',
      `A token cannot go with a client certificate. Give the private key that was made together with ${subjectOf(crt)}, ${orToken}.`,
    )
  if (!read.ok) return about(category, 'key', read.error)
  return keyMatches(crt, read.value.publicKey)
    ? ok({ key: read.value.der, keyKind: 'private-key' })
    : about(category, 'key', doNotMatch(merge, crt))
}

/** The stored key. Where the certificate is the stored one too, the two were compared when they came. */
function keepPrivateKey(merge: Merge, crt: Uint8Array, key: Uint8Array | null): Result<Credentials> {
  const read = merge.patch.crt && key ? readPrivateKey(key) : undefined
  return read && !(read.ok && keyMatches(crt, read.value.publicKey))
    ? about(merge.category, 'crt', doNotMatch(merge, crt))
    : ok({ key, keyKind: 'private-key' })
}

const doNotMatch = ({ category }: Merge, crt: Uint8Array) =>
  `Key and certificate do not belong together. Give the key that was made together with ${subjectOf(crt)}, or clear ${FIELD_NAMES[category].crt} (null) to use a token.`

/** Without a client certificate the key is a token. */
function mergeToken(merge: Merge): Result<Credentials> {
  const { category, patch } = merge
  if (!patch.key) return keepToken(merge)
  const bytes = decodeCredentialText(patch.key)
  if (!bytes.ok) return about(category, 'key', bytes.error)
  const kind = recogniseFile(bytes.value)
  if (kind === 'private-key' || kind === 'encrypted-key')
    return about(
      category,
      'key',
      `This is ${KIND_IN_WORDS[kind]}, which needs its certificate. Give ${FIELD_NAMES[category].crt} as well, or “Authorization: ” and a token.`,
    )
  const token = normaliseTokenLine(bytes.value)
  return token.ok ? ok({ key: token.value.line, keyKind: 'token' }) : about(category, 'key', token.error)
}

/**
 * The stored token, or for a server of ours the one that the gateway is accepted with (rules.md 9). A token never
 * follows its gateway from us to another server, which would learn it (rules.md 13), and one that another server knows
 * is never accepted here (rules.md 10).
 */
function keepToken({ category, current, patch, context, uri }: Merge): Result<Credentials> {
  const ours = category === 'cups' && context.isOurs(uri)
  const key = FIELD_NAMES[category].key
  let stored = patch.key === undefined && current?.keyKind === 'token' ? current.key : null
  if (stored && current && category === 'cups' && context.isOurs(current.uri) !== ours) {
    if (!ours)
      return about(
        category,
        'key',
        `The stored token is the gateway's for this server and is not handed to another one. Give ${key}: the token that the other server expects.`,
      )
    stored = null
  }
  const token = stored ?? (ours ? context.currentToken : null)
  if (token?.length) return ok({ key: token, keyKind: 'token' })
  if (patch.key === undefined && current?.keyKind === 'private-key')
    return about(
      category,
      'key',
      `The stored key belongs to the certificate that is cleared. Give ${key} as well: “Authorization: ” and a token.`,
    )
  return about(
    category,
    'key',
    `A server with TLS needs to know the gateway. Give ${key}: “Authorization: ” and a token, or a private key with ${FIELD_NAMES[category].crt}.`,
  )
}

function derOf(
  text: string,
  read: (bytes: Uint8Array) => Result<{ der: Uint8Array; facts: CertificateFacts }>,
): Result<Uint8Array> {
  const bytes = decodeCredentialText(text)
  if (!bytes.ok) return bytes
  const result = read(bytes.value)
  return result.ok ? ok(result.value.der) : result
}

function subjectOf(crt: Uint8Array): string {
  const read = readCertificate(crt)
  return read.ok ? read.value.facts.subject : 'the certificate'
}

const isCleared = (field: FieldPatch): field is null | '' => field === null || field === ''

function isSameSet(a: CredentialSet, b: CredentialSet): boolean {
  const same = (x: Uint8Array | null, y: Uint8Array | null) => Buffer.compare(x ?? NOTHING, y ?? NOTHING) === 0
  return (
    a.uri === b.uri && a.keyKind === b.keyKind && same(a.trust, b.trust) && same(a.crt, b.crt) && same(a.key, b.key)
  )
}

const NOTHING = Buffer.alloc(0)

const about = (category: Category, field: Field, sentence: string) =>
  refuse(`${FIELD_NAMES[category][field]}: ${sentence}`)
