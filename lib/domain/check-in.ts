/**
 * What a check-in means and what it is answered (rules.md 4–10, 15). Pure: the caller brings what is known of the
 * gateway and stores the effects before the answer leaves.
 */
import type { Category, KeyKind } from './credential-set.ts'
import type { ReportedState } from './cups-request.ts'
import type { Eui } from './identifiers.ts'
import { hostPort, parseTargetUri } from './target-uri.ts'

/** A version of a credential set with its marks; digests are lower-case hex of SHA-256. */
export interface KnownSet {
  readonly category: Category
  readonly version: number
  readonly uri: string
  /** u32, null for ws/http. */
  readonly crc: number | null
  readonly keyKind: KeyKind
  /** Of the token (without header name) or of the client certificate's DER. */
  readonly authDigest: string | null
  readonly offered: boolean
  readonly proven: boolean
  readonly failed: boolean
  readonly backup: boolean
}

export interface KnownGateway {
  readonly eui: Eui
  readonly ownerId: Eui | null
  /**
   * Of the tokens that it came with: the derived one, the added one, or both after a claim of one's own added gateway. After
   * a transfer also of the token or certificate that it had proven under the owner before.
   */
  readonly tokenDigests: readonly string[]
  /** Desired versions; null = unmanaged. */
  readonly cupsVersion: number | null
  readonly tcVersion: number | null
  /** All sets that are not retired. */
  readonly sets: readonly KnownSet[]
  /** Its cups-bak was to be renewed: whichever set works may be frozen there since. */
  readonly backupRenewed?: boolean
}

/** What the gateway authenticated with, as digests. */
export interface Presented {
  readonly tokenDigest: string | null
  readonly certificateDigest: string | null
}

/**
 * `bootstrap`: the derived or added token. `certificate`: one that a CA of the owner issued for the gateway (rules.md 11).
 * Otherwise the version of a CUPS set.
 */
export type Credential =
  | { readonly kind: 'bootstrap' }
  | { readonly kind: 'certificate' }
  | { readonly kind: 'set'; readonly version: number }

/** True when `host:port` of a cupsUri is this installation (rules.md 10). */
export type IsOurs = (uri: string) => boolean
/** Constant-time comparison of two digests. */
export type SameDigest = (a: string, b: string) => boolean

/** A reference to one set version. */
export interface SetRef {
  readonly category: Category
  readonly version: number
}

export interface Decision {
  readonly credential: Credential
  /** The gateway holds one set and had to use another credential (rules.md 7). */
  readonly fellBack: boolean
  /** Stored before the answer leaves. */
  readonly effects: {
    readonly proven: readonly SetRef[]
    readonly failed: readonly SetRef[]
    /** The first CUPS set that ever authenticated: Station's cups-bak holds it from now on. */
    readonly backup: number | null
    readonly offered: readonly SetRef[]
  }
  readonly answer: {
    readonly cupsUri: string | null
    readonly tcUri: string | null
    /** Versions whose credentials go into the answer. */
    readonly cupsCredentials: number | null
    readonly tcCredentials: number | null
    /** Sentences, for the check-in log. */
    readonly reasons: readonly string[]
  }
  /** Desired versions that the report matches. */
  readonly matched: { readonly cups: number | null; readonly tc: number | null }
  readonly outcome: Outcome
}

/**
 * Station freezes the first set that works, once. After a renewal it does so at some later start, which nobody tells us:
 * each set that works may be the one.
 */
const mayBecomeBackup = (gateway: KnownGateway, works: KnownSet): boolean =>
  gateway.backupRenewed ? !works.backup : !gateway.sets.some((set) => set.backup)

/** How the gateway stood against its desired state at this check-in. */
export type Outcome = 'in-sync' | 'pending' | 'diverged' | 'fell-back'

/**
 * The credentials that a gateway is accepted with and that match what it presented; empty = refuse. Accepted are the
 * bootstrap tokens, the last proven CUPS set, every set offered since, and the set in Station's backup (rules.md 8). The
 * desired set counts before its offer when the report shows that it lies on the gateway already: somebody installed it
 * by hand, and it would never be offered. A token of a set for another server is not accepted: that server knows it
 * (rules.md 10). Once proven here, it was ours, whatever this installation is called today.
 */
export function acceptedCredentials(
  gateway: KnownGateway,
  reported: ReportedState,
  presented: Presented,
  isOurs: IsOurs,
  same: SameDigest,
): Credential[] {
  const matches: Credential[] = []
  const { tokenDigest, certificateDigest } = presented
  const shownDigests = [tokenDigest, certificateDigest].filter((digest) => digest !== null)
  if (shownDigests.some((shown) => gateway.tokenDigests.some((digest) => same(shown, digest)))) {
    matches.push({ kind: 'bootstrap' })
  }
  const proven = lastProven(gateway)?.version ?? 0
  for (const set of gateway.sets) {
    if (set.category !== 'cups' || !set.authDigest) continue
    const installed = set.version === gateway.cupsVersion && !differs(set, reported.cupsUri, reported.cupsCredCrc)
    if (!(set.version === proven || (set.offered && set.version > proven) || set.backup || installed)) continue
    const shown = set.keyKind === 'token' ? tokenDigest : certificateDigest
    if (!shown || !same(shown, set.authDigest)) continue
    if (set.keyKind === 'token' && !set.proven && !isOurs(set.uri)) continue
    matches.push({ kind: 'set', version: set.version })
  }
  return matches
}

/**
 * What to answer a gateway that authenticated with `credentials` (not empty; several when they share a token). `host`:
 * the `host:port` that it called, where it is known and one of ours.
 */
export function decideCheckIn(
  gateway: KnownGateway,
  reported: ReportedState,
  credentials: readonly Credential[],
  isOurs: IsOurs,
  host: string | null = null,
): Decision {
  const desired = setOf(gateway, 'cups', gateway.cupsVersion)
  const tc = setOf(gateway, 'tc', gateway.tcVersion)
  const held = heldCupsSet(gateway, reported, credentials)
  const credential = chooseCredential(credentials, held)
  const used = credential.kind === 'set' && credential.version === held?.version ? held : undefined
  // The same token under another of our names: that name was called, not the one of the set.
  const works = used && (host === null || hostPort(used.uri) === host) ? used : undefined

  const fellBack =
    !works && (held !== undefined || credential.kind === 'set' || (desired && lastProven(gateway)) !== undefined)
  // A set that worked before is not blamed: its server may have been away for a while.
  const fails = held && !works && held.offered && !held.proven ? held : undefined
  const desiredFailed = desired !== undefined && works !== desired && (desired.failed || fails === desired)

  // The automatic return of rules.md 7: while the desired set does not work there, the last proven one stands in for it. That
  // is the one that works now where it is the newer: once it is proven, an older one would not be accepted any more.
  const standIn = newest([lastProven(gateway), works].filter((set) => set !== undefined))
  const cups = desiredFailed ? standIn : desired
  // Another server that the gateway was sent to may have renewed its credentials: ours for it are then the older ones.
  const left = !held && cups !== undefined && cups === desired && !isOurs(cups.uri) && reported.cupsUri === cups.uri
  const cupsChange = cups && !left && differs(cups, reported.cupsUri, reported.cupsCredCrc) ? cups : undefined
  const tcChange = tc && differs(tc, reported.tcUri, reported.tcCredCrc) ? tc : undefined
  const matched = {
    cups: desired && !differs(desired, reported.cupsUri, reported.cupsCredCrc) ? desired.version : null,
    tc: tc && !tcChange ? tc.version : null,
  }

  return {
    credential,
    fellBack,
    effects: {
      proven: [
        ...(works && (!works.proven || works.failed) ? [ref(works)] : []),
        ...(tc && !tcChange && !tc.proven ? [ref(tc)] : []),
      ],
      failed: fails && !fails.failed ? [ref(fails)] : [],
      backup: works && mayBecomeBackup(gateway, works) ? works.version : null,
      offered: [cupsChange, tcChange].flatMap((set) => (set ? [ref(set)] : [])),
    },
    answer: {
      cupsUri: cupsChange?.uri ?? (tcChange ? cupsUriToRepeat(cups, reported) : null),
      tcUri: tcChange?.uri ?? null,
      cupsCredentials: cupsChange && cupsChange.crc !== null ? cupsChange.version : null,
      tcCredentials: tcChange && tcChange.crc !== null ? tcChange.version : null,
      reasons: [
        ...(fails
          ? [`CUPS set ${fails.version} does not work on the gateway: it came back with an older credential.`]
          : []),
        ...(cupsChange
          ? [
              desiredFailed
                ? `Back to CUPS set ${cupsChange.version}, the last one that worked.`
                : explain('CUPS', cupsChange, reported.cupsUri, reported.cupsCredCrc),
            ]
          : []),
        ...(tcChange ? [explain('LNS', tcChange, reported.tcUri, reported.tcCredCrc)] : []),
      ],
    },
    matched,
    outcome: outcomeOf({
      fellBack: fellBack || desiredFailed,
      settled: matched.cups === gateway.cupsVersion && matched.tc === gateway.tcVersion,
      offeredBefore: cupsChange?.offered === true || tcChange?.offered === true,
    }),
  }
}

/** The proven CUPS set with the highest version: versions are made in order, and only a later one displaces it. */
export function lastProven(gateway: Pick<KnownGateway, 'sets'>): KnownSet | undefined {
  return newest(gateway.sets.filter((set) => set.category === 'cups' && set.proven))
}

/** “Diverged” only after an offer (rules.md 15). */
function outcomeOf(facts: { fellBack: boolean; settled: boolean; offeredBefore: boolean }): Outcome {
  if (facts.fellBack) return 'fell-back'
  if (facts.settled) return 'in-sync'
  return facts.offeredBefore ? 'diverged' : 'pending'
}

/**
 * The CUPS set of ours that lies on the gateway, by its report: Station reports its regular files even when it used
 * others (cups.md §2). Of several with equal contents, the desired one, then one that it authenticated with.
 */
function heldCupsSet(
  gateway: KnownGateway,
  reported: ReportedState,
  credentials: readonly Credential[],
): KnownSet | undefined {
  const equal = gateway.sets.filter(
    (set) => set.category === 'cups' && !differs(set, reported.cupsUri, reported.cupsCredCrc),
  )
  const used = equal.filter((set) => credentials.some((one) => one.kind === 'set' && one.version === set.version))
  return equal.find((set) => set.version === gateway.cupsVersion) ?? newest(used) ?? newest(equal)
}

/** One token may stand in several sets and be the bootstrap token too: the set that the report shows was used. */
function chooseCredential(credentials: readonly Credential[], held: KnownSet | undefined): Credential {
  const byReport = credentials.find((one) => one.kind === 'set' && one.version === held?.version)
  const chosen = byReport ?? credentials.find((one) => one.kind === 'bootstrap') ?? credentials[0]
  if (!chosen) throw new Error('decideCheckIn needs an accepted credential')
  return chosen
}

function newest(sets: readonly KnownSet[]): KnownSet | undefined {
  return sets.reduce<KnownSet | undefined>((best, set) => (best && best.version > set.version ? best : set), undefined)
}

function setOf(gateway: KnownGateway, category: Category, version: number | null): KnownSet | undefined {
  return version === null ? undefined : gateway.sets.find((set) => set.category === category && set.version === version)
}

const ref = (set: KnownSet): SetRef => ({ category: set.category, version: set.version })

/** Strings are compared with what was sent; the CRC of a ws or http target never is (rules.md 15, cups.md §3). */
function differs(set: KnownSet, uri: string | null, crc: number | null): boolean {
  return uri !== set.uri || (set.crc !== null && crc !== set.crc)
}

/**
 * Every change of the LNS side carries cupsUri, so that Station is back after one RESYNC (rules.md 4). What the gateway
 * itself reported is repeated only in a form that it survives (cups.md §1.3).
 */
function cupsUriToRepeat(cups: KnownSet | undefined, reported: ReportedState): string | null {
  if (cups) return cups.uri
  return reported.cupsUri !== null && parseTargetUri(reported.cupsUri, 'cups').ok ? reported.cupsUri : null
}

function explain(side: 'CUPS' | 'LNS', set: KnownSet, uri: string | null, crc: number | null): string {
  if (uri === null) return `The gateway has no ${side} URI; ${set.uri} is wanted.`
  if (uri !== set.uri) return `The gateway reports ${side} ${uri}; ${set.uri} is wanted.`
  return `The gateway reports ${side} credentials ${formatCrc(crc)}; ${formatCrc(set.crc)} are wanted.`
}

/** As the console writes it beside the desired state. */
const formatCrc = (crc: number | null): string =>
  crc === null ? 'without a CRC' : `0x${crc.toString(16).padStart(8, '0')}`
