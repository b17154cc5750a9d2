/** What an owner should look at first, of the numbers that the overview has. */
import type { GatewayState } from '../gateway-state.ts'
import type { ExpiryBucket } from './facets.ts'

export interface AttentionFacts {
  readonly states: Readonly<Record<GatewayState, number>>
  readonly expires: Readonly<Record<ExpiryBucket, number>>
  /** Updates that were cut while they were sent. */
  readonly interrupted: number
  /** Gateways whose check-ins were refused within a day. */
  readonly refused: number
  /** Rollouts that stopped by themselves. */
  readonly halted: number
  /** Connections that do not reach their application server. */
  readonly failing: number
}

/** In the order of what it costs to leave it: cut off, about to be, wrong, and only unfinished. */
export const ATTENTION_KINDS = [
  'expired',
  'fell-back',
  'halted',
  'failing',
  'refused',
  'expires-7',
  'diverged',
  'silent',
  'interrupted',
  'expires-30',
  'never-seen',
] as const
export type AttentionKind = (typeof ATTENTION_KINDS)[number]

export interface Attention {
  readonly kind: AttentionKind
  readonly count: number
}

/** What there is to look at, the most urgent first. */
export function attentionOf(facts: AttentionFacts): Attention[] {
  const { states, expires } = facts
  const counts: Readonly<Record<AttentionKind, number>> = {
    expired: expires.expired,
    'fell-back': states['fell-back'],
    halted: facts.halted,
    failing: facts.failing,
    refused: facts.refused,
    'expires-7': expires['7'],
    diverged: states.diverged,
    silent: states.silent,
    interrupted: facts.interrupted,
    'expires-30': expires['30'],
    'never-seen': states['never-seen'],
  }
  return ATTENTION_KINDS.flatMap((kind) => (counts[kind] > 0 ? [{ kind, count: counts[kind] }] : []))
}
