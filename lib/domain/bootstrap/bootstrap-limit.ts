/**
 * How far a bootstrap token is good (seed 000): the derived token gets a gateway in until its owner's CUPS credentials are
 * confirmed, and from then on only as far as the operator's limit. Refusing it wrongly locks gateways out, so that every
 * doubt lets it in.
 */
import { type KnownSet, lastProven } from '../check-in.ts'

export interface BootstrapPolicy {
  /** Check-ins with the token after confirmation; null = any number. */
  readonly uses: number | null
  /** Days after confirmation; null = for ever. */
  readonly days: number | null
  /** When the policy was set: no day before it counts. */
  readonly since: Date
}

export interface BootstrapStanding {
  /** Null: no limit was set anywhere. */
  readonly policy: BootstrapPolicy | null
  /** When the gateway first authenticated with credentials of its owner; null = it has none that are accepted. */
  readonly confirmedAt: Date | null
  /** Since the last arming. */
  readonly used: number
  /** The last re-arming by hand. */
  readonly armedAt: Date | null
}

export type BootstrapState =
  | { readonly kind: 'unlimited' }
  /** The limit begins when the gateway has authenticated with credentials of its owner. */
  | { readonly kind: 'unconfirmed' }
  | { readonly kind: 'open'; readonly usesLeft: number | null; readonly until: Date | null }
  | { readonly kind: 'ended'; readonly why: 'uses' | 'time' }

const DAY = 86_400_000

export function judgeBootstrap({ policy, confirmedAt, used, armedAt }: BootstrapStanding, now: Date): BootstrapState {
  if (!policy || (policy.uses === null && policy.days === null)) return { kind: 'unlimited' }
  if (!confirmedAt) return { kind: 'unconfirmed' }
  const from = Math.max(confirmedAt.getTime(), policy.since.getTime(), armedAt?.getTime() ?? 0)
  const until = policy.days === null ? null : new Date(from + policy.days * DAY)
  if (policy.uses !== null && used >= policy.uses) return { kind: 'ended', why: 'uses' }
  if (until && until <= now) return { kind: 'ended', why: 'time' }
  return { kind: 'open', usesLeft: policy.uses === null ? null : policy.uses - used, until }
}

/**
 * True when the gateway has authenticated with credentials of its owner, other than this token, and is accepted with them:
 * only then may the token be refused. A token that was put into a CUPS set (rules.md 9) is the owner's credential there.
 */
export function hasOwnCredentials(sets: readonly KnownSet[], tokenDigest: string): boolean {
  const proven = lastProven({ sets })?.version
  return sets.some(
    (set) =>
      set.category === 'cups' &&
      set.proven &&
      set.authDigest !== null &&
      set.authDigest !== tokenDigest &&
      (set.version === proven || set.backup),
  )
}
