/**
 * What a gateway that asks at `/router-info` is to be answered (rules.md 29–30). Pure: the caller brings what is known of the
 * gateway, takes the notice, and asks the network server.
 */
import type { Presented, SameDigest } from '../check-in.ts'
import type { Category, KeyKind } from '../credential-set.ts'
import type { Eui } from '../identifiers.ts'

/** A version that is not retired. */
export interface DiscoverySet {
  readonly category: Category
  readonly version: number
  readonly uri: string
  readonly crc: number | null
  readonly keyKind: KeyKind
  /** SHA-256, lower-case hex. */
  readonly authDigest: string | null
  readonly offered: boolean
  readonly proven: boolean
  /** The network server behind our address; null: the set does not lead here. */
  readonly lnsUri: string | null
  readonly muxsTemplate: string | null
}

/** Parts of updates, by what tells one from the next. */
export interface Waiting {
  readonly cups: number | null
  readonly tc: number | null
  /** `armed` of the firmware schedule. */
  readonly firmware: string | null
}

export interface DiscoveryGateway {
  readonly eui: Eui
  readonly ownerId: Eui | null
  readonly cupsVersion: number | null
  readonly tcVersion: number | null
  readonly sets: readonly DiscoverySet[]
  /** Firmware that the next check-in could be sent. */
  readonly firmwareDue: string | null
  /** Of what it was told before. */
  readonly told: Waiting
}

/**
 * The tc set that the gateway authenticated with: the desired one where it matches, else the newest. Held are the last proven
 * set, those offered since and the desired one, as for CUPS (rules.md 8); only those that lead here count.
 */
export function usedSet(gateway: DiscoveryGateway, presented: Presented, same: SameDigest): DiscoverySet | undefined {
  let used: DiscoverySet | undefined
  for (const set of gateway.sets) {
    if (set.category !== 'tc' || !set.lnsUri || !set.authDigest) continue
    const shown = set.keyKind === 'token' ? presented.tokenDigest : presented.certificateDigest
    if (!shown || !same(shown, set.authDigest)) continue
    if (set.version === gateway.tcVersion) return set
    if (!used || used.version < set.version) used = set
  }
  return used
}

/**
 * Updates that the gateway would be sent at CUPS and has not been offered. A set that lies on the gateway already, because only
 * the network server behind our address changed, is none.
 */
export function waitingUpdates(gateway: DiscoveryGateway): Waiting {
  const wait = (category: Category, version: number | null): number | null => {
    const desired = gateway.sets.find((set) => set.category === category && set.version === version)
    if (!desired || desired.offered || desired.proven) return null
    const held = gateway.sets.some(
      (set) =>
        set !== desired &&
        set.category === category &&
        (set.offered || set.proven) &&
        set.uri === desired.uri &&
        set.crc === desired.crc,
    )
    return held ? null : desired.version
  }
  return {
    cups: wait('cups', gateway.cupsVersion),
    tc: wait('tc', gateway.tcVersion),
    firmware: gateway.firmwareDue,
  }
}

/** Whether something waits that the gateway was not sent to CUPS for yet. */
export function hasNews(waiting: Waiting, told: Waiting): boolean {
  return (['cups', 'tc', 'firmware'] as const).some((part) => waiting[part] !== null && waiting[part] !== told[part])
}
