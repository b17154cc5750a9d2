/** What one search goes through, and which right each kind takes to be read. */
import type { Right } from '../rights.ts'

export const RIGHT_OF_KIND = {
  gateway: 'gateway:read',
  view: 'gateway:read',
  rollout: 'gateway:read',
  firmware: 'gateway:read',
  connection: 'connection:read',
  'event-target': 'connection:read',
  'join-server': 'interop:read',
  certificate: 'gateway:read',
  'trust-change': 'gateway:read',
  'client-ca': 'gateway:read',
  member: 'owner:admin',
  /** Members without the right see their own. */
  token: 'owner:admin',
} as const satisfies Readonly<Record<string, Right>>

export type SearchKind = keyof typeof RIGHT_OF_KIND
export const SEARCH_KINDS = Object.keys(RIGHT_OF_KIND) as [SearchKind, ...SearchKind[]]

/** What operators of the installation search besides. */
export const SITE_KINDS = ['batch', 'owner'] as const
export type SiteKind = (typeof SITE_KINDS)[number]

/** Results of one kind. */
export const MOST_OF_KIND = 5

/** The kinds that these rights let somebody read. */
export const readableKinds = (rights: readonly Right[]): ReadonlySet<SearchKind> =>
  new Set(SEARCH_KINDS.filter((kind) => rights.includes(RIGHT_OF_KIND[kind])))

const MIN_FINGERPRINT = 4

/** The fingerprints (hex) that begin with this text, first and last; undefined: the text is no fingerprint. */
export function fingerprintSpan(text: string): readonly [first: string, last: string] | undefined {
  const digits = text.replace(/[:\s]/g, '').toLowerCase()
  if (digits.length < MIN_FINGERPRINT || !/^[0-9a-f]{1,64}$/.test(digits)) return undefined
  return [digits.padEnd(64, '0'), digits.padEnd(64, 'f')]
}
