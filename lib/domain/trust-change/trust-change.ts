/**
 * A change of the root behind a server, in steps (docs/decisions/0094). Station takes one CA certificate as its trust and no bundle
 * (cups.md §3), so there is no trust that holds the old root and the new one. Instead the *server* is what both roots verify for a
 * while: it sends a chain with a cross-signed certificate, or it stands at a second address under the new root. Whatever happens, a
 * gateway is never told to use a server that the trust which goes with it does not verify.
 */
import { ok, type Result, refuse } from '../result.ts'

/** A set that a gateway uses, or may come to use without anything further being sent to it. */
export interface UsableSet {
  readonly server: string
  /** Fingerprint. */
  readonly trust: string
}

/** A server as it presents itself now, or as it is going to. */
export interface ServerLook {
  /** Its certificate names the host that gateways connect to. */
  readonly named: boolean
  /** Whether a Station with this trust accepts it. */
  verifies(trust: string): boolean
}

/** Step 1 and step 2: gateways are given this set. */
export function mayGive(set: UsableSet, look: ServerLook): Result<null> {
  if (!look.named) {
    return refuse(
      `The certificate at ${set.server} does not name this host: no gateway would connect. Give the server a certificate with this name.`,
    )
  }
  return look.verifies(set.trust)
    ? ok(null)
    : refuse(
        `The new root does not verify what ${set.server} presents now: gateways with it would be locked out. Let the server present a chain that leads to it, then look again.`,
      )
}

/** The way back: gateways are given what they had before. */
export function mayReturn(
  before: readonly UsableSet[],
  lookOf: (server: string) => ServerLook | undefined,
): Result<null> {
  const lost = before.find(({ server, trust }) => {
    const look = lookOf(server)
    return !look?.named || !look.verifies(trust)
  })
  return lost
    ? refuse(
        `${lost.server} does not present a chain any more that the former root verifies: gateways that went back would be locked out. Let it present the former chain first.`,
      )
    : ok(null)
}

/** The server presents another chain from now on: which of the sets in use would not verify it. */
export function lostBySwitch(server: string, next: ServerLook, inUse: readonly UsableSet[]): UsableSet[] {
  return inUse.filter((set) => set.server === server && !(next.named && next.verifies(set.trust)))
}

/** The last look at a server of a change. */
export interface ServerCheck {
  /** ISO 8601. */
  readonly at: string
  /** `live`: as it answered; `given`: a chain that a person gave; `own`: our own listener. */
  readonly source: 'live' | 'given' | 'own'
  readonly named: boolean
  readonly verifiesNew: boolean
  /** Of the other trusts that gateways hold for it, those that do not verify it. */
  readonly refusedBy: readonly string[]
  /** Why the new root does not verify it; empty where it does. */
  readonly detail: string
  readonly chain: readonly {
    readonly subject: string
    readonly issuer: string
    readonly validTo: string
    readonly fingerprint: string
  }[]
}

export type TrustChangeState = 'open' | 'finished' | 'cancelled'

/** Where the gateways of a change stand; each is in one of these. */
export const CHANGE_STAGES = ['waiting', 'step-1', 'stuck-1', 'proven', 'step-2', 'stuck-2', 'done'] as const
export type ChangeStage = (typeof CHANGE_STAGES)[number]

export interface TrustChangeFacts {
  readonly state: TrustChangeState
  readonly oldUri: string
  readonly stepUri: string
  readonly finalUri: string
  readonly counts: Readonly<Record<ChangeStage, number>>
  /** Rollouts of a step that are starting, running or paused. */
  readonly open: { readonly 1: number; readonly 2: number }
  readonly checks: Readonly<Record<string, ServerCheck>>
}

export const TRUST_CHANGE_ACTIONS = ['give', 'move', 'return', 'finish', 'cancel'] as const
export type TrustChangeAction = (typeof TRUST_CHANGE_ACTIONS)[number]

export interface TrustChangeStep {
  /** What is so, and what comes next. */
  readonly sentence: string
  readonly actions: readonly TrustChangeAction[]
  /** Every gateway has proven the new root: nothing holds the old one any more but Station's cups-bak. */
  readonly allProven: boolean
}

/** What may be done next. Servers are looked at again before anything starts; this says what there is to start. */
export function nextOfChange(facts: TrustChangeFacts): TrustChangeStep {
  const { counts, open, state, stepUri, finalUri, oldUri } = facts
  const total = CHANGE_STAGES.reduce((sum, stage) => sum + counts[stage], 0)
  const moves = finalUri !== stepUri
  const proven = counts.proven + counts['step-2'] + counts['stuck-2'] + counts.done
  const allProven = total > 0 && proven === total
  if (state !== 'open')
    return {
      sentence: state === 'finished' ? 'Finished.' : 'Cancelled: gateways keep what they have.',
      actions: [],
      allProven,
    }
  const left = counts.waiting + counts['stuck-1']
  const idle = open[1] + open[2] === 0
  const actions: TrustChangeAction[] = []
  if (left > 0 && open[1] === 0) actions.push('give')
  if (moves && counts.proven + counts['stuck-2'] > 0 && open[2] === 0) actions.push('move')
  if (proven > 0 && idle) actions.push('return')
  if (idle && total === counts.done + (moves ? 0 : counts.proven)) actions.push('finish')
  if (idle) actions.push('cancel')
  return { sentence: sentenceOf(), actions, allProven }

  function sentenceOf(): string {
    if (total === 0) return `No gateway uses ${oldUri} any more.`
    if (open[1] > 0) return `Step 1 is under way: ${proven} of ${total} gateways have proven the new root.`
    if (proven === 0)
      return `Step 1: give ${count(left)} the new root for ${stepUri}. It starts only if this root verifies that server now.`
    if (open[2] > 0) return `Step 2 is under way: ${counts.done} of ${total} gateways are at ${finalUri}.`
    if (!allProven) {
      return `${proven} of ${total} gateways have proven the new root, ${left} have not. ${moves ? 'Those that have can go on to step 2.' : `Leave ${oldUri} as it is until they have, or they are locked out.`}`
    }
    if (!moves) {
      return oldUri === stepUri
        ? `All ${total} gateways have proven the new root. Now ${oldUri} may present a chain that leads to the new root alone.`
        : `All ${total} gateways have proven the new root at ${stepUri}. ${oldUri} can be switched off.`
    }
    if (counts.done === total) return `All ${total} gateways are at ${finalUri} under the new root.`
    return `All ${total} gateways have proven the new root. Step 2: when ${finalUri} stands under it, send them there.`
  }
}

const count = (gateways: number): string => (gateways === 1 ? 'one gateway' : `${gateways} gateways`)
