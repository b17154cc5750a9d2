/**
 * What a person is about to change in one target (LNS or CUPS) of a gateway: the draft, the body that it becomes and the
 * before/after list. Semantics of the API: absent keeps, empty clears, http and ws clear the credentials (rules.md 16).
 */
import type { Category, CertFacts, CredentialField, SetupBody, Target } from './contracts.ts'

export type ItemDraft =
  | { readonly mode: 'keep' }
  | { readonly mode: 'clear' }
  | {
      readonly mode: 'set'
      /** What is sent: the file as it was dropped, or the token's header line. */
      readonly base64: string
      /** File name, or “typed”. */
      readonly source: string
      readonly kind: 'certificate' | 'private-key' | 'token'
      readonly facts?: CertFacts
      readonly warnings: readonly string[]
    }

export interface TargetDraft {
  readonly uri: string
  readonly trust: ItemDraft
  readonly crt: ItemDraft
  readonly key: ItemDraft
}

export const KEEP: ItemDraft = { mode: 'keep' }
export const CLEAR: ItemDraft = { mode: 'clear' }

/** Nothing given. */
export const NO_SET: TargetDraft = { uri: '', trust: KEEP, crt: KEEP, key: KEEP }

export const draftOf = (current: Target | null): TargetDraft => ({
  uri: current?.uri ?? '',
  trust: KEEP,
  crt: KEEP,
  key: KEEP,
})

/**
 * The draft on top of what somebody else has saved meanwhile: what the person changed stays theirs, everything else is as it
 * is stored now.
 */
export const rebased = (draft: TargetDraft, before: Target | null, now: Target | null): TargetDraft => ({
  ...draft,
  uri: draft.uri.trim() === (before?.uri ?? '') ? (now?.uri ?? '') : draft.uri,
})

export const isPlain = (uri: string): boolean => /^(http|ws):/i.test(uri.trim())

/** Puts one item in; a token that replaces a certificate's key takes the certificate out, as they exclude each other. */
export function withItem(
  draft: TargetDraft,
  current: Target | null,
  field: CredentialField,
  item: ItemDraft,
): TargetDraft {
  const next = { ...draft, [field]: item }
  const holdsCrt = next.crt.mode === 'set' || (next.crt.mode === 'keep' && current?.crt)
  if (field === 'key' && item.mode === 'set' && item.kind === 'token' && holdsCrt) return { ...next, crt: CLEAR }
  return next
}

export type ChangeKind = 'unchanged' | 'new' | 'replaced' | 'cleared'

export interface Change {
  readonly field: 'uri' | CredentialField
  readonly kind: ChangeKind
  readonly before: string | null
  readonly after: string | null
}

const KEY_WORDS = { none: null, token: 'Token', 'private-key': 'Private key' } as const

/** What the server puts in for our own CUPS when it is given neither key nor certificate (rules.md 9). */
export const OWN_TOKEN = 'The token that the gateway uses now'

/** One line per field: what is stored now and what will be. `own`: the URI is this installation's CUPS. */
export function changesOf(current: Target | null, draft: TargetDraft, own = false): Change[] {
  const uri = draft.uri.trim()
  const before = {
    uri: current?.uri ?? null,
    trust: current?.trust?.subject ?? null,
    crt: current?.crt?.subject ?? null,
    key: KEY_WORDS[current?.key ?? 'none'],
  }
  const gone = uri === '' || isPlain(uri)
  const item = (field: CredentialField): Change => {
    const draftItem = gone ? CLEAR : draft[field]
    const was = before[field]
    if (draftItem.mode === 'keep') return { field, kind: 'unchanged', before: was, after: was }
    if (draftItem.mode === 'clear') return { field, kind: was ? 'cleared' : 'unchanged', before: was, after: null }
    const after = draftItem.facts?.subject ?? (draftItem.kind === 'token' ? 'Token' : 'Private key')
    return { field, kind: was ? 'replaced' : 'new', before: was, after }
  }
  const uriKind: ChangeKind =
    uri === (before.uri ?? '') ? 'unchanged' : uri === '' ? 'cleared' : before.uri ? 'replaced' : 'new'
  const crt = item('crt')
  const key = item('key')
  return [
    { field: 'uri', kind: uriKind, before: before.uri, after: uri === '' ? null : uri },
    item('trust'),
    crt,
    own && !gone && crt.after === null && key.after === null
      ? { ...key, kind: key.before ? 'replaced' : 'new', after: OWN_TOKEN }
      : key,
  ]
}

/** True when `uri` names one of `hosts` (`host:port`) over TLS. */
export const isOwnCups = (uri: string, hosts: readonly string[]): boolean =>
  hosts.some((host) => uri.trim().toLowerCase() === `https://${host}`)

export const hasChanges = (changes: readonly Change[]): boolean => changes.some((change) => change.kind !== 'unchanged')

const NAMES = {
  cups: { uri: 'cupsUri', trust: 'cupsTrust', crt: 'cupsCrt', key: 'cupsKey' },
  tc: { uri: 'lnsUri', trust: 'lnsTrust', crt: 'lnsCrt', key: 'lnsKey' },
} as const

/** The members of `setup` for this target; empty when nothing changes. */
export function setupBody(category: Category, current: Target | null, draft: TargetDraft): SetupBody {
  const names = NAMES[category]
  const body: Record<string, string> = {}
  const uri = draft.uri.trim()
  if (uri !== (current?.uri ?? '')) body[names.uri] = uri
  if (uri === '' || isPlain(uri)) return body
  for (const field of ['trust', 'crt', 'key'] as const) {
    const item = draft[field]
    if (item.mode === 'set') body[names[field]] = item.base64
    if (item.mode === 'clear') body[names[field]] = ''
  }
  return body
}

/** Only what was given, for many gateways: the rest of each one's set stays. */
export function givenBody(category: Category, { uri, trust, crt, key }: TargetDraft): SetupBody {
  const names = NAMES[category]
  const body: Record<string, string> = {}
  if (uri.trim()) body[names.uri] = uri.trim()
  if (isPlain(uri)) return body
  for (const [field, item] of [
    ['trust', trust],
    ['crt', crt],
    ['key', key],
  ] as const) {
    if (item.mode === 'set') body[names[field]] = item.base64
    if (item.mode === 'clear') body[names[field]] = ''
  }
  return body
}

/** Name of a field in the API, e.g. `lnsTrust`; its errors and warnings carry it or the short name. */
export const apiName = (category: Category, field: 'uri' | CredentialField): string => NAMES[category][field]
