/** The circuit of one destination, in the memory of the pump that holds it; written with the results. */
import type { Circuit } from '#lib/db/destination-states.ts'
import { causeOf, type SendFailure } from '#lib/domain/deliveries/delivery-status.ts'
import {
  FAILURES_TO_OPEN,
  openFor,
  REPEATS_TO_OPEN,
  RETRY_AFTER_AT_MOST,
  SUCCESSES_TO_FORGET,
} from '#lib/domain/deliveries/pace.ts'

export class CircuitBreaker {
  #failures: number
  #openUntil: Date | null
  #opens: number
  #cause: Circuit['cause']
  #successes = 0
  /** Failures one after another of deliveries that had never failed before. */
  #firsts = 0
  /** It was open, and nothing has succeeded since. */
  #doubtful: boolean

  constructor(circuit: Circuit) {
    this.#failures = circuit.failures
    this.#openUntil = circuit.openUntil
    this.#opens = circuit.opens
    this.#cause = circuit.cause
    this.#doubtful = circuit.openUntil !== null
  }

  /** Until when nothing is sent; undefined: sending may go on. */
  openAt(now: Date): Date | undefined {
    return this.#openUntil && this.#openUntil > now ? this.#openUntil : undefined
  }

  /** One delivery goes out to see whether the destination is well. */
  get halfOpen(): boolean {
    return this.#doubtful
  }

  get circuit(): Circuit {
    return { failures: this.#failures, openUntil: this.#openUntil, opens: this.#opens, cause: this.#cause }
  }

  /** True when the circuit was open and is closed by this: what waited for it may go. */
  succeeded(): boolean {
    const closed = this.#doubtful
    this.#doubtful = false
    this.#failures = 0
    this.#firsts = 0
    this.#openUntil = null
    this.#cause = null
    this.#successes += 1
    if (this.#successes >= SUCCESSES_TO_FORGET) this.#opens = 0
    return closed
  }

  /** `first`: the delivery had not failed before. */
  failed(failure: SendFailure, first: boolean, now: Date, chance: number): void {
    this.#failures += 1
    if (first) this.#firsts += 1
    this.#successes = 0
    const asked = failure.status === 'Overload' || failure.retryAfterMs !== null
    const many = this.#firsts >= FAILURES_TO_OPEN || this.#failures >= REPEATS_TO_OPEN
    if (!asked && !this.#doubtful && !many) return
    // Several that were under way when it opened say the same thing once.
    if (this.openAt(now) === undefined) this.#opens += 1
    const wait = Math.max(openFor(this.#opens, chance), Math.min(failure.retryAfterMs ?? 0, RETRY_AFTER_AT_MOST))
    const until = new Date(now.getTime() + wait)
    if (this.#openUntil === null || until > this.#openUntil) this.#openUntil = until
    this.#cause = causeOf(failure)
    this.#doubtful = true
  }
}
