/** How the secrets of a connection are kept: sealed for its id, opened for one delivery or one downlink. */
import { createHash, timingSafeEqual } from 'node:crypto'
import type { StoredConnection } from '#lib/db/connections.ts'
import type { CustomHeader } from '#lib/domain/connections/custom-headers.ts'
import type { UrlLogin } from '#lib/domain/connections/destination-url.ts'
import type { Context } from '../context.ts'

type Part = 'key' | 'login' | 'headers' | 'downlink-token'

/** A previous key keeps its ciphertext: it is sealed for the same purpose. */
const purpose = (id: string, part: Part): string => `connection:${id}:${part}`

type Keys = Pick<Context, 'keys'>

const seal = (context: Keys, id: string, part: Part, text: string): Buffer =>
  context.keys.seal(Buffer.from(text), purpose(id, part))

const open = (context: Keys, id: string, part: Part, sealed: Buffer): string =>
  context.keys.open(sealed, purpose(id, part)).toString('utf8')

export const sealTunnelKey = (context: Keys, id: string, key: string): Buffer => seal(context, id, 'key', key)

export const sealDownlinkToken = (context: Keys, id: string, token: string): Buffer =>
  seal(context, id, 'downlink-token', token)

export const sealLogin = (context: Keys, id: string, login: UrlLogin | null): Buffer | null =>
  login && seal(context, id, 'login', JSON.stringify(login))

export const sealHeaders = (context: Keys, id: string, headers: readonly CustomHeader[]): Buffer | null =>
  headers.length === 0 ? null : seal(context, id, 'headers', JSON.stringify(headers))

export const openLogin = (context: Keys, one: Pick<StoredConnection, 'id' | 'loginEnc'>): UrlLogin | null =>
  one.loginEnc && (JSON.parse(open(context, one.id, 'login', one.loginEnc)) as UrlLogin)

export const openHeaders = (
  context: Keys,
  one: Pick<StoredConnection, 'id' | 'headersEnc'>,
): readonly CustomHeader[] =>
  one.headersEnc ? (JSON.parse(open(context, one.id, 'headers', one.headersEnc)) as CustomHeader[]) : []

export const openDownlinkToken = (
  context: Keys,
  one: Pick<StoredConnection, 'id' | 'downlinkTokenEnc'>,
): string | null => one.downlinkTokenEnc && open(context, one.id, 'downlink-token', one.downlinkTokenEnc)

type KeyColumns = Pick<StoredConnection, 'id' | 'keyEnc' | 'previousKeyEnc' | 'previousKeyUntil' | 'signWithPrevious'>

/** The previous key counts until its grace ends. */
const previousCounts = (one: KeyColumns, now: Date): one is KeyColumns & { previousKeyEnc: Buffer } =>
  one.previousKeyEnc !== null && one.previousKeyUntil !== null && now < one.previousKeyUntil

/** The key that uplinks are signed with at `now`: 32 lower-case hex characters. */
export function openSigningKey(context: Keys, one: KeyColumns, now: Date): string {
  const sealed = one.signWithPrevious && previousCounts(one, now) ? one.previousKeyEnc : one.keyEnc
  return open(context, one.id, 'key', sealed)
}

/** The keys that a downlink may be signed with at `now`, the current one first. */
export function openDownlinkKeys(context: Keys, one: KeyColumns, now: Date): readonly string[] {
  const sealed = previousCounts(one, now) ? [one.keyEnc, one.previousKeyEnc] : [one.keyEnc]
  return sealed.map((key) => open(context, one.id, 'key', key))
}

/** What the URL's login and password make, or else the custom headers say: name and value as sent (tunnel.md §3). */
export function openRequestHeaders(
  context: Keys,
  one: Pick<StoredConnection, 'id' | 'loginEnc' | 'headersEnc'>,
): readonly { readonly name: string; readonly value: string }[] {
  const login = openLogin(context, one)
  const headers = openHeaders(context, one).map(({ name, value }) => ({ name, value }))
  if (!login) return headers
  const basic = Buffer.from(`${login.login}:${login.password}`).toString('base64')
  return [
    { name: 'Authorization', value: `Basic ${basic}` },
    ...headers.filter(({ name }) => name.toLowerCase() !== 'authorization'),
  ]
}

export const digestOfReportCredential = (credential: string): Buffer => createHash('sha256').update(credential).digest()

type ReportColumns = Pick<StoredConnection, 'reportDigest' | 'previousReportDigest' | 'previousReportUntil'>

/** True when `credential` is what `/reports` of this connection asks for at `now`. Constant in time. */
export function isReportCredential(one: ReportColumns, credential: string, now: Date): boolean {
  const digest = digestOfReportCredential(credential)
  const current = timingSafeEqual(digest, one.reportDigest)
  const previous = one.previousReportDigest !== null && timingSafeEqual(digest, one.previousReportDigest)
  return current || (previous && one.previousReportUntil !== null && now < one.previousReportUntil)
}

/** First 6 hex digits of SHA-256 over “gatehouse-tunnel-key:” and the key: tells two sides apart, and nothing of the key. */
export const keyCheckValue = (key: string): string =>
  createHash('sha256').update(`gatehouse-tunnel-key:${key}`).digest('hex').slice(0, 6)
