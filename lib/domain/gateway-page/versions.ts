/** Versions of a credential set: what differs between two, and what speaks against going back to one. */
import { type TimeWords, UTC_WORDS } from './compare-facts.ts'

export type PartChange = 'unchanged' | 'changed' | 'new' | 'cleared'

/** A version as it may be shown: never with its key. */
export interface VersionFacts {
  readonly version: number
  readonly uri: string
  /** Behind discovery by Gatehouse: the network server. */
  readonly lnsUri: string | null
  readonly trust: CertificateBrief | null
  readonly crt: CertificateBrief | null
  readonly keyKind: 'none' | 'token' | 'private-key'
  /** CRC-32 of each part and of the whole segment, as Station reports it. */
  readonly crcs: { readonly trust: number | null; readonly crt: number | null; readonly key: number | null }
  readonly crc: number | null
}

export interface CertificateBrief {
  readonly subject: string
  readonly issuer: string
  /** ISO 8601. */
  readonly validFrom: string
  readonly validTo: string
  readonly fingerprint: string
}

export interface PartDifference {
  readonly part: 'uri' | 'lnsUri' | 'trust' | 'crt' | 'key' | 'crc'
  readonly change: PartChange
  readonly before: string | null
  readonly after: string | null
}

const KEY_WORDS = { none: null, token: 'Token', 'private-key': 'Private key' } as const

/** From `before` (null: not managed) to `after`; certificates are the same when their fingerprints are, keys when their CRCs are. */
export function compareVersions(before: VersionFacts | null, after: VersionFacts | null): PartDifference[] {
  const certificate = (one: CertificateBrief | null | undefined) =>
    one
      ? `${one.subject || 'No subject'}, by ${one.issuer === one.subject ? 'itself' : one.issuer}, until ${one.validTo.slice(0, 10)}`
      : null
  const hex = (crc: number | null | undefined) =>
    crc === null || crc === undefined ? null : `0x${crc.toString(16).padStart(8, '0')}`
  const part = (
    name: PartDifference['part'],
    [was, is]: readonly [string | null, string | null],
    [wasShown, isShown]: readonly [string | null, string | null] = [was, is],
  ): PartDifference => ({
    part: name,
    change: was === is ? 'unchanged' : was === null ? 'new' : is === null ? 'cleared' : 'changed',
    before: wasShown,
    after: isShown,
  })
  const keyOf = (one: VersionFacts | null) => {
    const word = one && KEY_WORDS[one.keyKind]
    return word ? `${word} ${hex(one.crcs.key) ?? ''}`.trim() : null
  }
  const all = [
    part('uri', [before?.uri ?? null, after?.uri ?? null]),
    part('lnsUri', [before?.lnsUri ?? null, after?.lnsUri ?? null]),
    part(
      'trust',
      [before?.trust?.fingerprint ?? null, after?.trust?.fingerprint ?? null],
      [certificate(before?.trust), certificate(after?.trust)],
    ),
    part(
      'crt',
      [before?.crt?.fingerprint ?? null, after?.crt?.fingerprint ?? null],
      [certificate(before?.crt), certificate(after?.crt)],
    ),
    part('key', [keyOf(before), keyOf(after)]),
    part('crc', [hex(before?.crc), hex(after?.crc)]),
  ]
  return all.filter(({ before: was, after: is }) => was !== null || is !== null)
}

export interface ReturnFacts {
  readonly version: number
  /** It came back with another credential while it held this set. */
  readonly failedAt: Date | null
  readonly offeredAt: Date | null
  readonly provenAt: Date | null
  /** Its key is not stored any more. */
  readonly wiped: boolean
  readonly desired: boolean
  /** Sentences about what the set holds (setup-doubts.ts). */
  readonly doubts: readonly string[]
}

/** Why nobody can go back to it; undefined: one can. */
export function refuseReturn({ version, wiped, desired, failedAt }: ReturnFacts): string | undefined {
  if (wiped) return `The secrets of version ${version} are wiped. Set it up again with its key.`
  if (desired && !failedAt) return `Version ${version} is what the gateway is to have already.`
  return undefined
}

/** What makes a return suspicious; each a sentence. With any of them it asks for a typed confirmation. */
export function returnConcerns(version: ReturnFacts, words: TimeWords = UTC_WORDS): string[] {
  const { failedAt, offeredAt, provenAt, doubts } = version
  return [
    ...(failedAt ? [`This version did not work on the gateway when it was tried ${words.moment(failedAt)}.`] : []),
    ...(!failedAt && offeredAt && !provenAt
      ? ['This version was offered and never confirmed: whether it works is not known.']
      : []),
    ...doubts,
  ]
}
