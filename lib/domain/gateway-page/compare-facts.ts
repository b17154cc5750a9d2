/**
 * Desired against reported, fact by fact, in sentences (DESIGN §5, rules.md 15): what the owner wants, what the gateway said
 * last, since when the two differ, and when that should end. Pure: the moment and the words for times are given.
 */
import { EMPTY_SET_CRC, formatCrc } from '../crc-text.ts'
import { formatUtc } from '../time-text.ts'

export type Verdict = 'equal' | 'differs' | 'not-compared'

/** How moments are written: in UTC by the server, relative and in the reader's zone by the console. */
export interface TimeWords {
  /** “2 hours ago”, “2026-05-01 02:00 UTC”. */
  moment(at: Date): string
  /** After “expected by”. */
  due(at: Date): string
}

export const UTC_WORDS: TimeWords = { moment: (at) => `on ${formatUtc(at)}`, due: formatUtc }

/** The desired set of one category. */
export interface DesiredSet {
  readonly uri: string
  readonly version: number
  /** Null for ws and http: never compared. */
  readonly crc: number | null
  readonly createdAt: Date
  readonly offeredAt: Date | null
  readonly provenAt: Date | null
  readonly failedAt: Date | null
}

export interface DesiredFirmware {
  /** What the image is called. */
  readonly name: string
  readonly state: 'scheduled' | 'offered' | 'interrupted' | 'confirmed' | 'no-change' | 'cancelled'
  /** Why it waits, or what became of it. */
  readonly sentence: string
}

export interface FactsState {
  readonly now: Date
  readonly desired: { readonly tc: DesiredSet | null; readonly cups: DesiredSet | null }
  readonly firmware: DesiredFirmware | null
  /** Null before the first check-in. */
  readonly reported: {
    readonly at: Date
    readonly tcUri: string | null
    readonly cupsUri: string | null
    readonly tcCredCrc: number | null
    readonly cupsCredCrc: number | null
    readonly package: string | null
  } | null
  /** When the next check-in is due at the latest; null before the first. */
  readonly nextContact: Date | null
}

export const FACT_FIELDS = ['tcUri', 'tcCredentials', 'cupsUri', 'cupsCredentials', 'package'] as const
export type FactField = (typeof FACT_FIELDS)[number]

export interface Fact {
  readonly field: FactField
  readonly name: string
  readonly verdict: Verdict
  /** One or two sentences: what is, since when, and what happens next. */
  readonly sentence: string
}

const SIDES = [
  {
    category: 'tc',
    name: 'LNS',
    names: ['LNS URI', 'LNS credentials'],
    uri: 'tcUri',
    credentials: 'tcCredentials',
    crc: 'tcCredCrc',
  },
  {
    category: 'cups',
    name: 'CUPS',
    names: ['CUPS URI', 'CUPS credentials'],
    uri: 'cupsUri',
    credentials: 'cupsCredentials',
    crc: 'cupsCredCrc',
  },
] as const
type Side = (typeof SIDES)[number]

export function compareFacts(state: FactsState, words: TimeWords = UTC_WORDS): Fact[] {
  return [
    ...SIDES.flatMap((side) => [compareUri(side, state, words), compareCredentials(side, state, words)]),
    comparePackage(state),
  ]
}

function compareUri(side: Side, state: FactsState, words: TimeWords): Fact {
  const set = state.desired[side.category]
  const fact = { field: side.uri, name: side.names[0] }
  if (!set) return { ...fact, verdict: 'not-compared', sentence: unmanaged(side.name) }
  const { reported } = state
  if (!reported) return { ...fact, verdict: 'not-compared', sentence: neverSeen(set, words) }
  const is = reported[side.uri]
  if (is === set.uri) return { ...fact, verdict: 'equal', sentence: confirmed(set, words) }
  const still =
    is === null ? `the gateway still has no ${side.name} URI` : `the gateway still reports the old ${side.name}`
  return { ...fact, verdict: 'differs', sentence: waits(set, still, state, words) }
}

function compareCredentials(side: Side, state: FactsState, words: TimeWords): Fact {
  const set = state.desired[side.category]
  const fact = { field: side.credentials, name: side.names[1] }
  if (!set) return { ...fact, verdict: 'not-compared', sentence: 'Not managed, so not compared.' }
  if (set.crc === null)
    return {
      ...fact,
      verdict: 'not-compared',
      sentence: 'The URI works without TLS, so no credentials are sent or compared.',
    }
  const { reported } = state
  if (!reported) return { ...fact, verdict: 'not-compared', sentence: neverSeen(set, words) }
  const is = reported[side.crc]
  if (is === set.crc) {
    const failed = side.category === 'cups' && set.failedAt !== null
    return {
      ...fact,
      verdict: failed ? 'differs' : 'equal',
      sentence: failed ? doesNotWork(set, words) : confirmed(set, words),
    }
  }
  if (side.category === 'cups' && set.failedAt)
    return { ...fact, verdict: 'differs', sentence: doesNotWork(set, words) }
  const still =
    is === null || is === EMPTY_SET_CRC
      ? `the gateway still holds no ${side.name} credentials`
      : `the gateway still reports the old ${side.name} credentials (${formatCrc(is)})`
  return { ...fact, verdict: 'differs', sentence: waits(set, still, state, words) }
}

function comparePackage({ firmware, reported }: FactsState): Fact {
  const fact = { field: 'package', name: 'Firmware' } as const
  if (!firmware || firmware.state === 'cancelled')
    return { ...fact, verdict: 'not-compared', sentence: 'No firmware is scheduled.' }
  if (!reported && firmware.state === 'scheduled')
    return { ...fact, verdict: 'not-compared', sentence: firmware.sentence }
  return {
    ...fact,
    verdict: firmware.state === 'confirmed' ? 'equal' : 'differs',
    sentence: `${firmware.name}: ${firmware.sentence}`,
  }
}

const unmanaged = (name: string): string =>
  name === 'LNS'
    ? 'You have not set an LNS here: nothing is sent, and what the gateway has stays.'
    : 'You have not set a CUPS server here: nothing is sent, and what the gateway has stays.'

const neverSeen = (set: DesiredSet, words: TimeWords): string =>
  `Set ${words.moment(set.createdAt)}; goes out at the first check-in.`

const confirmed = (set: DesiredSet, words: TimeWords): string =>
  set.provenAt ? `Confirmed ${words.moment(set.provenAt)}.` : 'The gateway reports it.'

const doesNotWork = ({ version, failedAt }: DesiredSet, words: TimeWords): string =>
  `Version ${version} does not work on the gateway: it came back with an older credential${failedAt ? ` ${words.moment(failedAt)}` : ''}. It is kept on the last set that worked.`

/** Set → offered, expected by → offered and called since without it → expected and did not call. */
function waits(set: DesiredSet, still: string, state: FactsState, words: TimeWords): string {
  const { now, reported, nextContact } = state
  const late = nextContact !== null && nextContact < now
  const due = nextContact === null ? null : words.due(nextContact)
  if (!set.offeredAt) {
    const at = words.moment(set.createdAt)
    if (due === null) return `Set ${at}, goes out at the next check-in; ${still}.`
    return late
      ? `Set ${at}, and has not called since, was expected by ${due}; ${still}.`
      : `Set ${at}, goes out at the next check-in, expected by ${due}; ${still}.`
  }
  const at = words.moment(set.offeredAt)
  // The check-in of the offer itself could not show it yet; its record may be a moment later than the mark.
  const again = reported !== null && reported.at.getTime() - set.offeredAt.getTime() > SAME_CONTACT_MS
  if (again) {
    const offered = `Offered ${at} and again since; ${still}.`
    if (due === null) return `${offered} It is offered at each check-in.`
    return late
      ? `${offered} It is offered at each check-in, was expected by ${due}.`
      : `${offered} It is offered at each check-in, expected by ${due}.`
  }
  if (due === null) return `Offered ${at}; ${still}.`
  return late ? `Offered ${at}, was expected by ${due}; ${still}.` : `Offered ${at}, expected by ${due}; ${still}.`
}

/** Station's contacts are a minute apart at least. */
const SAME_CONTACT_MS = 30_000
