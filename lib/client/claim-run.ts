/**
 * Sends many claims in parts, so that a person sees how far it is and can stop. Each refusal counts as an attempt
 * (rules.md 19): when nothing of the first part is right, the columns are probably wrong, and the rest is not tried.
 */
import type { ClaimLabels } from '#lib/domain/claiming/claim-labels.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import type { ItemResult } from './contracts.ts'

export interface Claim {
  readonly eui: Eui
  readonly claim: string
  /** Set with the claim. */
  readonly sets?: ClaimLabels
}

export interface Outcome extends Claim {
  readonly claimed: boolean
  /** Why it was refused. */
  readonly error: string | undefined
  /** What to know of a claimed one. */
  readonly warning: string | undefined
}

export type RunEnd =
  /** All were sent. */
  | { readonly kind: 'done' }
  /** The person stopped it. */
  | { readonly kind: 'stopped' }
  /** Everything of the first part was refused. */
  | { readonly kind: 'doubt' }
  /** The server did not take a part; what it says. */
  | { readonly kind: 'failed'; readonly error: unknown }

const FIRST = 10
const PART = 500

interface RunOptions {
  readonly send: (claims: readonly Claim[]) => Promise<readonly ItemResult[]>
  /** After each part. */
  readonly onOutcomes: (outcomes: readonly Outcome[]) => void
  readonly stopped: () => boolean
  /** Go on although the first part was refused. */
  readonly sure: boolean
}

/** What was not answered was not claimed, or can be claimed again: the same claim twice is one. */
export async function runClaims(claims: readonly Claim[], options: RunOptions): Promise<RunEnd> {
  const probes = !options.sure && claims.length > FIRST
  for (let start = 0; start < claims.length; ) {
    if (options.stopped()) return { kind: 'stopped' }
    const part = claims.slice(start, start + (probes && start === 0 ? FIRST : PART))
    let answers: readonly ItemResult[]
    try {
      answers = await options.send(part)
    } catch (error) {
      return { kind: 'failed', error }
    }
    const outcomes = part.map(({ eui, claim }, index): Outcome => {
      const { error, warning } = answers[index] ?? { error: 'The server did not answer this entry. Try it again.' }
      return { eui, claim, claimed: error === undefined, error, warning }
    })
    options.onOutcomes(outcomes)
    if (probes && start === 0 && outcomes.every(({ claimed }) => !claimed)) return { kind: 'doubt' }
    start += part.length
  }
  return { kind: 'done' }
}
