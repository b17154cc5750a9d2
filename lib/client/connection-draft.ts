/** The form of a connection as data: what is typed, what is wrong with it, and the bodies that it makes. */
import {
  type ContentType,
  DEFAULT_DEVIATION,
  type DownlinkKind,
  MAX_ADDITIONAL_INFORMATION,
  MAX_DEVIATION,
  MAX_NAME,
  MIN_DEVIATION,
  type QueueMode,
  type Source,
} from '#lib/domain/connections/connection-fields.ts'
import { findAuthorizationWarning, findHeaderProblems } from '#lib/domain/connections/custom-headers.ts'
import { readDestinationUrl } from '#lib/domain/connections/destination-url.ts'
import { readTunnelKey } from '#lib/domain/connections/tunnel-key.ts'
import type {
  ChangeConnectionBody,
  Connection,
  ConnectionInput,
  CreateConnectionBody,
  DownlinkInput,
  HeaderInput,
} from './contracts.ts'
import { changedFields } from './merge-drafts.ts'

export interface HeaderDraft {
  /** Of the row on the page. */
  readonly id: number
  readonly name: string
  readonly value: string
  readonly secret: boolean
  /** The value stays as it is stored; it is not known here. */
  readonly keep: boolean
}

export interface DownlinkDraft {
  readonly kind: DownlinkKind
  readonly url: string
  readonly applicationId: string
  readonly webhookId: string
  readonly token: string
  readonly removeToken: boolean
}

export interface ConnectionDraft {
  readonly name: string
  readonly url: string
  /** Forget the stored login and password. */
  readonly removeLogin: boolean
  readonly contentType: ContentType
  readonly ownKey: boolean
  readonly key: string
  readonly headers: readonly HeaderDraft[]
  readonly additionalInformation: string
  /** Id of a domain by the id of its group. */
  readonly domains: Readonly<Record<string, string>>
  /** Empty: the owner's. */
  readonly customerId: string
  readonly queueMode: QueueMode
  readonly source: Source
  readonly maxDeviation: string
  readonly downlink: DownlinkDraft
}

const NO_DOWNLINK: DownlinkDraft = {
  kind: 'none',
  url: '',
  applicationId: '',
  webhookId: '',
  token: '',
  removeToken: false,
}

export const EMPTY_DRAFT: ConnectionDraft = {
  name: '',
  url: '',
  removeLogin: false,
  contentType: 'json',
  ownKey: false,
  key: '',
  headers: [],
  additionalInformation: '',
  domains: {},
  customerId: '',
  queueMode: 'durable',
  source: 'things-stack',
  maxDeviation: String(DEFAULT_DEVIATION),
  downlink: NO_DOWNLINK,
}

export function draftOf(connection: Connection): ConnectionDraft {
  const { downlink } = connection
  return {
    ...EMPTY_DRAFT,
    name: connection.name,
    url: connection.url ?? '',
    contentType: connection.contentType,
    headers: connection.headers.map(({ name, secret, value }, id) => ({
      id,
      name,
      value: value ?? '',
      secret,
      keep: value === null,
    })),
    additionalInformation: connection.additionalInformation,
    domains: Object.fromEntries(connection.domains.map(({ groupId, id }) => [groupId, id])),
    customerId: connection.customerId,
    queueMode: connection.queueMode,
    source: connection.source,
    maxDeviation: String(connection.maxDeviation),
    downlink: {
      ...NO_DOWNLINK,
      kind: downlink.kind,
      url: downlink.url ?? '',
      applicationId: downlink.applicationId ?? '',
      webhookId: downlink.webhookId ?? '',
    },
  }
}

/** Sentences by the JSON pointer of the field, without its first slash. */
export type Faults = Readonly<Record<string, string>>

const isControl = (text: string): boolean => /\p{Cc}/u.test(text)
const originOf = (url: string | null | undefined): string | undefined => {
  const read = readDestinationUrl(url ?? '')
  return read.ok ? read.value.origin : undefined
}

/** The origin that the stored secrets were given for, when the typed URL has another one. */
export function movedFrom(url: string, base: string | null | undefined): string | undefined {
  const [before, now] = [originOf(base), originOf(url)]
  return before && now && before !== now ? before : undefined
}

/** All that is wrong with the draft; `base` is the connection that it changes. */
export function faultsOf(draft: ConnectionDraft, base?: Connection): Faults {
  const faults: Record<string, string> = {}
  const name = draft.name.trim()
  if (name === '') faults.name = 'Give the connection a name.'
  else if (name.length > MAX_NAME) faults.name = `The name has ${name.length} characters. Use at most ${MAX_NAME}.`
  else if (isControl(name)) faults.name = 'The name contains a line break or a control character. Remove it.'

  const url = readDestinationUrl(draft.url)
  const moved = movedFrom(draft.url, base?.url)
  if (!url.ok) faults.url = url.error
  else if (moved && base?.hasLogin && !url.value.login && !draft.removeLogin)
    faults.url = `The stored login was given for ${moved}. Write login and password into the URL again, or remove them below.`

  if (!base && draft.ownKey) {
    const key = readTunnelKey(draft.key)
    if (!key.ok) faults.key = key.error
  }
  Object.assign(faults, headerFaults(draft, base, moved))
  const length = draft.additionalInformation.length
  if (length > MAX_ADDITIONAL_INFORMATION)
    faults.additionalInformation = `The text has ${length} characters. Use at most ${MAX_ADDITIONAL_INFORMATION}.`
  if (draft.customerId !== '' && !/^[0-9]{1,20}$/.test(draft.customerId))
    faults.customerId = 'The CustomerID has 1 to 20 digits.'
  const deviation = Number(draft.maxDeviation)
  if (!/^[0-9]+$/.test(draft.maxDeviation) || deviation < MIN_DEVIATION || deviation > MAX_DEVIATION)
    faults.maxDeviation = `Give whole seconds, ${MIN_DEVIATION} to ${MAX_DEVIATION}.`
  return { ...faults, ...downlinkFaults(draft.downlink, base) }
}

function headerFaults(draft: ConnectionDraft, base: Connection | undefined, moved: string | undefined): Faults {
  const faults: Record<string, string> = {}
  draft.headers.forEach((header, index) => {
    if (!header.keep) return
    const stored = base?.headers.find(({ name }) => name.toLowerCase() === header.name.toLowerCase())
    const value = `headers/${index}/value`
    if (!stored) faults[value] = 'No value is stored under this name. Type it.'
    else if (moved && stored.secret)
      faults[value] = `This value was given for ${moved}. Type it again, or remove the header.`
    else if (stored.secret && !header.secret) faults[value] = 'Type the value again to have it shown from now on.'
  })
  const shown = draft.headers.map(({ name, value, keep }) => ({ name, value: keep ? undefined : value }))
  for (const { index, field, detail } of findHeaderProblems(shown)) faults[`headers/${index}/${field}`] ??= detail
  return faults
}

const ID = /^[A-Za-z0-9][A-Za-z0-9-]{0,63}$/

function downlinkFaults(side: DownlinkDraft, base: Connection | undefined): Faults {
  if (side.kind === 'none') return {}
  const faults: Record<string, string> = {}
  const url = readDestinationUrl(side.url)
  if (!url.ok) faults['downlink/url'] = url.error
  else if (url.value.login) faults['downlink/url'] = 'Leave login and password out of this URL. Use the token.'
  if (side.kind === 'things-stack') {
    if (!ID.test(side.applicationId))
      faults['downlink/applicationId'] = 'An application id has letters, digits and dashes, such as roof-sensors.'
    if (!ID.test(side.webhookId))
      faults['downlink/webhookId'] = 'A webhook id has letters, digits and dashes, such as gatehouse.'
  }
  const moved =
    movedFrom(side.url, base?.downlink.url) ?? (side.kind === base?.downlink.kind ? undefined : base?.downlink.url)
  if (side.token !== '' && !/^[\x21-\x7e]{1,4096}$/.test(side.token))
    faults['downlink/token'] = 'A token has 1 to 4096 printable characters without blanks.'
  else if (side.token === '' && moved && base?.downlink.hasToken && !side.removeToken)
    faults['downlink/token'] = `The stored token was given for ${moved}. Type it again, or remove it.`
  return faults
}

/** What is not wrong but should be known. */
export function warningsOf(draft: ConnectionDraft, base?: Connection): string[] {
  const url = readDestinationUrl(draft.url)
  const hasLogin = (url.ok && url.value.login !== null) || Boolean(base?.hasLogin && !draft.removeLogin)
  const authorization = findAuthorizationWarning(hasLogin, draft.headers)
  return [...(url.ok ? url.value.warnings : []), ...(authorization ? [authorization] : [])]
}

const headerInputs = (headers: readonly HeaderDraft[]): HeaderInput[] =>
  headers.map(({ name, value, secret, keep }) => ({ name, secret, ...(keep ? {} : { value }) }))

function downlinkInput({ kind, url, applicationId, webhookId, token, removeToken }: DownlinkDraft): DownlinkInput {
  const given: { readonly token?: string | null } = removeToken ? { token: null } : token === '' ? {} : { token }
  switch (kind) {
    case 'none':
      return { kind }
    case 'things-stack':
      return { kind, url, applicationId, webhookId, ...given }
    default:
      return { kind, url, ...given }
  }
}

const inputOf = (draft: ConnectionDraft): ConnectionInput => ({
  name: draft.name.trim(),
  url: draft.url,
  contentType: draft.contentType,
  headers: headerInputs(draft.headers),
  additionalInformation: draft.additionalInformation,
  domains: Object.values(draft.domains).filter(Boolean),
  ...(draft.customerId === '' ? {} : { customerId: draft.customerId }),
  queueMode: draft.queueMode,
  source: draft.source,
  maxDeviation: Number(draft.maxDeviation),
  downlink: downlinkInput(draft.downlink),
})

export const createBody = (draft: ConnectionDraft): CreateConnectionBody => ({
  ...inputOf(draft),
  ...(draft.ownKey ? { key: draft.key } : {}),
})

/** The parts of the form that one person changes without touching another's. */
export const DRAFT_FIELDS = [
  'name',
  'domains',
  'url',
  'contentType',
  'headers',
  'source',
  'downlink',
  'maxDeviation',
  'queueMode',
  'additionalInformation',
  'customerId',
] as const
export type DraftField = (typeof DRAFT_FIELDS)[number]

const sameJson = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)
const sorted = (ids: readonly string[] = []): string[] => [...ids].sort()

function sameField(field: DraftField, a: ConnectionDraft, b: ConnectionDraft): boolean {
  const [left, right] = [inputOf(a), inputOf(b)]
  if (field === 'domains') return sameJson(sorted(left.domains), sorted(right.domains))
  if (field === 'url') return left.url === right.url && a.removeLogin === b.removeLogin
  return sameJson(left[field], right[field])
}

/** Only what changed, so that two people who change different fields do not undo each other. */
export function changeBody(draft: ConnectionDraft, base: Connection): ChangeConnectionBody {
  const input = inputOf(draft)
  const changed = changedFields({ fields: DRAFT_FIELDS, same: sameField, take }, draft, draftOf(base))
  return {
    revision: base.revision,
    ...Object.fromEntries(changed.map((field) => [field, input[field]])),
    ...(draft.removeLogin ? { removeLogin: true } : {}),
  }
}

/** The draft with one field of another. */
const take = (field: DraftField, draft: ConnectionDraft, from: ConnectionDraft): ConnectionDraft => ({
  ...draft,
  [field]: from[field],
  ...(field === 'url' ? { removeLogin: from.removeLogin } : {}),
})

/** How two people's drafts of one connection are brought together. */
export const CONNECTION_DRAFTS = { fields: DRAFT_FIELDS, same: sameField, take, empty: EMPTY_DRAFT, draftOf }
