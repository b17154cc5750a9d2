/**
 * What a rollout does next: a pure function of where its gateways stand and of the clock. The engine carries the decision
 * out and asks again, so that a process that is killed in between loses nothing (docs/decisions/0041).
 */
import type { HaltCode, MemberState, RolloutPlan } from './rollout.ts'

export type StateCounts = Readonly<Record<MemberState, number>>

export interface WaveFacts {
  readonly counts: StateCounts
  /** Of the waiting ones: never seen, and so not to be started yet. */
  readonly held: number
  /** When the success threshold was reached. */
  readonly reachedAt: Date | null
  /** A person went on although it had not succeeded. */
  readonly accepted: boolean
}

export interface StepFacts {
  readonly plan: Pick<RolloutPlan, 'success' | 'failure' | 'maxInFlight'>
  /** The current one, from 0; -1: none has begun. */
  readonly wave: number
  readonly waves: readonly WaveFacts[]
  /** Of those that took the change and of the failed ones: what the person who resumed has accepted. */
  readonly accepted: { readonly taken: number; readonly failed: number }
  /** Null: no maintenance windows. `next` null: none within two weeks. */
  readonly window:
    | { readonly open: true; readonly to: Date }
    | { readonly open: false; readonly next: Date | null }
    | null
  readonly now: Date
}

export type StepDecision =
  | { readonly do: 'pause'; readonly code: HaltCode; readonly reason: string }
  /** The window is over: what was not offered yet is taken back. */
  | { readonly do: 'disarm' }
  | { readonly do: 'begin-wave'; readonly wave: number }
  | { readonly do: 'reach-wave'; readonly wave: number }
  | { readonly do: 'arm'; readonly count: number; readonly notAfter: Date | null }
  | { readonly do: 'finish' }
  | { readonly do: 'wait'; readonly sentence: string; readonly until: Date | null }

const MINUTE = 60_000

/** Only of a rollout that runs. Answers `wait` or `finish` when there is nothing to do now. */
export function planStep(facts: StepFacts): StepDecision {
  const { plan, wave, waves, window, now } = facts
  const all = totals(waves)
  const passed = failurePassed(facts)
  if (passed) return { do: 'pause', code: 'failures', reason: passed }
  if (window && !window.open && all.armed > 0) return { do: 'disarm' }
  const closed = window && !window.open ? waitForWindow(window.next) : undefined
  const current = waves[wave]
  if (!current) {
    if (waves.length === 0) return { do: 'finish' }
    return closed ?? { do: 'begin-wave', wave: 0 }
  }

  const begun = waves.slice(0, wave + 1)
  const ready = sum(begun, ({ counts, held }) => counts.waiting - held)
  const inFlight = all.armed + all.offered
  const room = plan.maxInFlight === null ? ready : plan.maxInFlight - inFlight
  const state = judgeWave(current, plan.success.share)
  if (state.verdict === 'lost') {
    return {
      do: 'pause',
      code: 'wave-failed',
      reason: `Wave ${wave + 1} cannot reach ${plan.success.share} % any more: ${state.succeeded} of ${state.base} succeeded, ${state.failed} failed.`,
    }
  }
  if (ready > 0 && room > 0 && !closed) {
    return { do: 'arm', count: Math.min(ready, room), notAfter: window?.open ? window.to : null }
  }
  if (state.verdict === 'reached' && !current.reachedAt) return { do: 'reach-wave', wave }

  if (wave === waves.length - 1) {
    const open = ready + inFlight + all.returning + sum(waves, ({ held }) => held)
    if (open === 0) return { do: 'finish' }
    return (ready > 0 ? closed : undefined) ?? { do: 'wait', sentence: endsLater(open), until: null }
  }
  const goesOn = current.accepted ? state.open === 0 : state.verdict === 'reached'
  if (!goesOn) {
    return (
      (ready > 0 ? closed : undefined) ?? {
        do: 'wait',
        sentence: `Wave ${wave + 1}: ${state.succeeded} of ${state.base} succeeded, ${state.needed} are needed. ${reportsLater(state.open)}`,
        until: null,
      }
    )
  }
  const soak = current.accepted || state.base === 0 ? 0 : plan.success.soakMinutes * MINUTE
  const begins = new Date((current.reachedAt?.getTime() ?? now.getTime()) + soak)
  if (begins > now) {
    return { do: 'wait', sentence: `Wave ${wave + 2} begins after the soak time.`, until: begins }
  }
  return closed ?? { do: 'begin-wave', wave: wave + 1 }
}

/** How a wave stands: of those that count, how many succeeded and how many must. */
export function judgeWave(wave: WaveFacts, share: number) {
  const { counts, held } = wave
  const open = counts.armed + counts.offered + counts.waiting - held
  const failed = failures(counts)
  const base = counts.succeeded + failed + open
  // 95 % of 10 are 9.5: ten must succeed. The small amount keeps 10 % of 30 at 3.
  const needed = Math.ceil((share * base) / 100 - 1e-9)
  const { succeeded } = counts
  const verdict: 'open' | 'reached' | 'lost' =
    succeeded >= needed ? 'reached' : succeeded + open < needed && !wave.accepted ? 'lost' : 'open'
  return { open, failed, base, needed, succeeded, verdict }
}

/** What was returned had been started and did not stay: it counts as a failure. */
const failures = (counts: StateCounts): number => counts.failed + counts.returning + counts.returned

/** Started: armed, offered, and what became of those. */
export function startedAndFailed(waves: readonly WaveFacts[]): { started: number; failed: number } {
  const all = totals(waves)
  return { started: all.armed + takenOf(all), failed: failures(all) }
}

/** Offered, and what became of those: what is only armed can still be taken back, and says nothing about the change. */
const takenOf = (counts: StateCounts): number => counts.offered + counts.succeeded + failures(counts)

/** The sentence of a threshold that is passed. */
function failurePassed({ plan, waves, accepted }: StepFacts): string | undefined {
  const all = totals(waves)
  const taken = takenOf(all) - accepted.taken
  const failed = failures(all) - accepted.failed
  const { share, atLeast, count } = plan.failure
  const since = accepted.taken > 0 ? ' since it was resumed' : ''
  if (count !== null && failed > count) {
    return `${failed} gateways failed${since}: more than the ${count} that you allow.`
  }
  if (failed >= atLeast && failed * 100 > share * taken) {
    return `${failed} of ${taken} gateways that took it failed${since}: more than the ${share} % that you allow.`
  }
  return undefined
}

const sum = (waves: readonly WaveFacts[], of: (wave: WaveFacts) => number): number =>
  waves.reduce((total, wave) => total + of(wave), 0)

function totals(waves: readonly WaveFacts[]): StateCounts {
  const of = (state: MemberState) => sum(waves, ({ counts }) => counts[state])
  return {
    waiting: of('waiting'),
    armed: of('armed'),
    offered: of('offered'),
    succeeded: of('succeeded'),
    failed: of('failed'),
    skipped: of('skipped'),
    cancelled: of('cancelled'),
    returning: of('returning'),
    returned: of('returned'),
  }
}

const endsLater = (count: number): string =>
  count === 1 ? 'One gateway still has to end the last wave.' : `${count} gateways still have to end the last wave.`
const reportsLater = (count: number): string =>
  count === 1 ? 'One gateway still has to report.' : `${count} gateways still have to report.`

const waitForWindow = (next: Date | null): StepDecision => ({
  do: 'wait',
  sentence: next
    ? 'Goes on in the next maintenance window.'
    : 'There is no maintenance window within two weeks: change the windows.',
  until: next,
})

/**
 * Gateways per wave from percents of all: at least one each as long as there are any, and the rest as the last wave.
 * Waves without a gateway are left out.
 */
export function waveSizes(total: number, shares: readonly number[]): number[] {
  const sizes: number[] = []
  let left = total
  for (const share of shares) {
    const size = Math.min(left, Math.max(1, Math.round((total * share) / 100)))
    if (size > 0) sizes.push(size)
    left -= size
  }
  if (left > 0) sizes.push(left)
  return sizes
}
