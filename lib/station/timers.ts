/** When Station calls again, and which credential set it takes then (cups.md §1.4, §1.5 and §6). */
import { SLOTS, type Slot } from './credential-files.ts'

export interface Timers {
  /** After a failure, and after new CUPS settings. */
  readonly resyncMs: number
  /** The regular check-in. */
  readonly oksyncMs: number
  /** For the connection and for each filling of the buffer. */
  readonly connectionMs: number
}

export const STATION_TIMERS: Timers = { resyncMs: 60_000, oksyncMs: 24 * 3_600_000, connectionMs: 60_000 }

/** `none`: no usable tc.uri. `down`: it is there, and the LNS cannot be reached or refuses. */
export type LnsLink = 'up' | 'down' | 'none'

/** Which set is next, and how many contacts have failed since the last good one. */
export interface Rotation {
  readonly slot: Slot
  readonly failures: number
}

export const FIRST_CONTACT: Rotation = { slot: 'reg', failures: 0 }

/** Tries before Station turns to the next set when nobody answers; another status than 200 turns it at once. */
const PATIENCE = 8

/** Any success leads back to the regular set. */
export function rotate(rotation: Rotation, result: 'done' | 'rejected' | 'failed' | 'no-uri'): Rotation {
  if (result === 'done') return FIRST_CONTACT
  const failures = rotation.failures + 1
  if (result === 'failed' && failures < PATIENCE) return { slot: rotation.slot, failures }
  return { slot: SLOTS[(SLOTS.indexOf(rotation.slot) + 1) % SLOTS.length] ?? 'reg', failures }
}

/** Ten tries at the LNS with growing pauses; then Station turns to CUPS. */
const LNS_BACK_OFF_MS = [0, 10, 20, 30, 40, 50, 60, 60, 60, 60].reduce((sum, pause) => sum + pause * 1000, 0)

/**
 * Milliseconds until the next contact. New CUPS settings bring Station back after one RESYNC only while the LNS link
 * is not up; an answer that changes the LNS side as well ends the link first, and so does bring it back.
 */
export function nextContactAfter(
  timers: Timers,
  link: LnsLink,
  contact: { readonly done: boolean; readonly cupsChanged: boolean; readonly tcChanged: boolean },
): number {
  if (!contact.done) return afterFailure(timers, link)
  const linkStaysUp = link === 'up' && !contact.tcChanged
  if (contact.cupsChanged && !linkStaysUp) return timers.resyncMs
  if (link === 'none') return timers.resyncMs
  if (link === 'down') return Math.min(LNS_BACK_OFF_MS + timers.resyncMs, timers.oksyncMs)
  return timers.oksyncMs
}

/** A failed contact is repeated soon, but a gateway whose LNS link is up is in no hurry. */
export const afterFailure = (timers: Timers, link: LnsLink): number =>
  link === 'up' ? timers.oksyncMs : timers.resyncMs
