/**
 * Empties the line of one destination: the oldest delivery of each device goes out, many devices at once, and the next
 * one of a device when the one before it is delivered or given up. Results are written in sets. One pump per destination
 * works at a time, so a destination that is slow delays nobody else (docs/decisions/0056).
 */
import { randomUUID } from 'node:crypto'
import type { Statements } from '#lib/db/client.ts'
import {
  type DeliveryResult,
  type DueDelivery,
  findDueDeliveries,
  findProbe,
  loseWaiting,
  nextDueAt,
  releaseWaiting,
  writeResults,
} from '#lib/db/deliveries.ts'
import {
  type DestinationKey,
  lockLease,
  releaseLease,
  renewLease,
  takeLease,
  writeProgress,
} from '#lib/db/destination-states.ts'
import type { DeliveryStatus, SendOutcome } from '#lib/domain/deliveries/delivery-status.ts'
import { waitAfter } from '#lib/domain/deliveries/pace.ts'
import { log } from '#lib/observability/log.ts'
import type { Context } from '../context.ts'
import { CircuitBreaker } from './circuit-breaker.ts'
import type { Destination, DestinationType } from './destination.ts'
import { addPumps, forgetDestination } from './engine.ts'

export interface PumpOptions {
  readonly types: Readonly<Record<string, DestinationType>>
  /** From 0 to 1, for jitter. */
  readonly chance?: () => number
}

const CONCURRENT = 32
/** Deliveries in memory; more are fetched when half of them are gone. */
const LOADED = 1_000
/** Characters of their documents in memory, likewise: many large ones would fill the process of all destinations. */
const LOADED_BYTES = 16 * 1024 * 1024
/** Results that wait to be written; with more of them nothing is sent: the database is away. */
const UNWRITTEN = 2_000
/** Milliseconds between two looks for what was added while requests are under way. */
const LOOK = 250
/** Milliseconds between two tries, and how many there are, while the database is away. */
const DATABASE_WAIT = 500
const DATABASE_TRIES = 240
/** Milliseconds between two signs of life; the destination is read anew as often. */
const BEAT = 5_000
/** Milliseconds that a process that ends waits for requests under way. */
const GRACE = 2_500
/** As ThingPark does: what waited longer, in milliseconds, came faster than the destination takes it. */
const OVERLOAD_AFTER = 30_000

/** Returns when nothing is due any more; what is due later has its job by then. */
export async function pumpDestination(
  context: Context,
  { destinationId, destinationType }: Pick<DestinationKey, 'destinationId' | 'destinationType'>,
  signal: AbortSignal,
  options: PumpOptions,
): Promise<void> {
  const type = options.types[destinationType]
  if (!type) throw new Error(`no destinations of type ${destinationType}`)
  const token = randomUUID()
  const lease = await takeLease(context.sql, destinationId, token)
  if (!lease.taken) {
    const { until } = lease
    // The other pump may be dead: look again when its lease is over.
    if (until) await addPumps(context.sql, [{ destinationId, destinationType, ownerId: NO_OWNER }], until)
    return
  }
  const key: DestinationKey = { destinationId, destinationType, ownerId: lease.ownerId }
  const pump = new Pump(context, key, token, type, new CircuitBreaker(lease.circuit), signal, options)
  await pump.run()
}

/** A job needs no owner. */
const NO_OWNER = '0'.repeat(16) as DestinationKey['ownerId']

class Pump {
  readonly #context: Context
  readonly #key: DestinationKey
  readonly #token: string
  readonly #type: DestinationType
  readonly #breaker: CircuitBreaker
  readonly #signal: AbortSignal
  readonly #chance: () => number
  readonly #giveUp = new AbortController()

  /** By device, oldest first; what is under way stays at its head. */
  readonly #lines = new Map<string, DueDelivery[]>()
  readonly #busy = new Set<string>()
  /** Devices that may send now. */
  readonly #ready: string[] = []
  /** Devices whose failure is not written yet: the database would give out what stands behind it. */
  readonly #held = new Set<string>()
  /** Everything in `#lines`, and what is not yet written. */
  readonly #known = new Set<bigint>()
  /** Of the documents in `#lines`. */
  #bytes = 0
  #results: DeliveryResult[] = []
  #destination: Destination | undefined
  #readAt: number | undefined
  /** Another pump has the destination. */
  #lost = false
  #gone = false
  #reopened = false
  /** The last look found everything. */
  #exhausted = false
  #dirty = false
  #resume: () => void = () => {}
  /** For the limit per second: performance.now() at which the next request may go. */
  #nextSlot = 0
  #last: { at: Date; delivered: Date | null; status: string; httpStatus: number | null } | undefined

  constructor(
    context: Context,
    key: DestinationKey,
    token: string,
    type: DestinationType,
    breaker: CircuitBreaker,
    signal: AbortSignal,
    options: PumpOptions,
  ) {
    this.#context = context
    this.#key = key
    this.#token = token
    this.#type = type
    this.#breaker = breaker
    this.#signal = signal
    this.#chance = options.chance ?? Math.random
  }

  async run(): Promise<void> {
    const beat = setInterval(() => void this.#beat(), BEAT)
    let grace: NodeJS.Timeout | undefined
    const end = () => {
      grace = setTimeout(() => this.#giveUp.abort(), GRACE)
      this.#wake()
    }
    if (this.#signal.aborted) end()
    else this.#signal.addEventListener('abort', end, { once: true })
    try {
      await this.#work()
    } finally {
      clearInterval(beat)
      clearTimeout(grace)
      this.#signal.removeEventListener('abort', end)
    }
  }

  async #work(): Promise<void> {
    let faults = 0
    for (;;) {
      try {
        if (await this.#turn()) return
        faults = 0
      } catch (error) {
        faults += 1
        if (faults === 1)
          log.warn({ err: error, destination: this.#key.destinationId }, 'a pump waits for the database')
        if (faults > DATABASE_TRIES || this.#lost || this.#signal.aborted) throw error
        await this.#pause(DATABASE_WAIT)
      }
    }
  }

  /** Writes, reads and sends; true when the pump is at its end. */
  async #turn(): Promise<boolean> {
    if (!(await this.#readDestination())) {
      if (!this.#lost) await this.#context.sql.begin((tx) => forgetDestination(tx, this.#key.destinationId))
      return true
    }
    await this.#write()
    if (this.#mayDispatch()) await this.#refill()
    this.#dispatch()
    if (this.#busy.size > 0 || this.#results.length > 0 || (this.#mayDispatch() && this.#ready.length > 0)) {
      await this.#pause(this.#exhausted ? LOOK : undefined)
      return false
    }
    return this.#lost || this.#finish()
  }

  #mayDispatch(): boolean {
    return (
      !this.#lost &&
      !this.#gone &&
      !this.#signal.aborted &&
      this.#results.length < UNWRITTEN &&
      this.#destination?.active === true &&
      this.#breaker.openAt(this.#context.now()) === undefined
    )
  }

  async #readDestination(): Promise<boolean> {
    const first = this.#readAt === undefined
    if (this.#readAt === undefined || performance.now() - this.#readAt >= BEAT) {
      this.#destination = await this.#type.load(this.#context, this.#key.destinationId)
      this.#readAt = performance.now()
    }
    // As ThingPark does: what came while the circuit was open is not sent after it.
    if (first && this.#destination && !this.#destination.durable) {
      const { openUntil } = this.#breaker.circuit
      if (openUntil) await this.#context.sql.begin((tx) => this.#lose(tx, openUntil, this.#breaker.circuit.cause))
    }
    return this.#destination !== undefined
  }

  async #refill(): Promise<void> {
    if (this.#exhausted || this.#known.size >= LOADED / 2 || this.#bytes >= LOADED_BYTES / 2) return
    const { sql } = this.#context
    const { destinationId } = this.#key
    const now = this.#context.now()
    if (this.#breaker.halfOpen) {
      if (this.#known.size > 0) return
      const probe = await findProbe(sql, destinationId)
      if (probe) this.#add(probe)
      return
    }
    const found = await findDueDeliveries(sql, destinationId, {
      known: [...this.#known],
      now,
      limit: LOADED,
      bytes: LOADED_BYTES - this.#bytes,
    })
    this.#exhausted = found.length < LOADED
    for (const delivery of found) if (!this.#held.has(delivery.device)) this.#add(delivery)
  }

  #add(delivery: DueDelivery): void {
    this.#known.add(delivery.id)
    this.#bytes += delivery.document.length
    const line = this.#lines.get(delivery.device)
    if (!line) {
      this.#lines.set(delivery.device, [delivery])
      this.#ready.push(delivery.device)
      return
    }
    // What two processes add may become visible in another order than that of its ids; never before one under way.
    const first = this.#busy.has(delivery.device) ? 1 : 0
    let at = line.length
    while (at > first && (line[at - 1]?.id ?? 0n) > delivery.id) at -= 1
    line.splice(at, 0, delivery)
  }

  #dispatch(): void {
    const destination = this.#destination
    if (!destination) return
    while (this.#ready.length > 0 && this.#mayDispatch()) {
      const most = this.#breaker.halfOpen ? 1 : (destination.concurrency ?? CONCURRENT)
      if (this.#busy.size >= most || (destination.perSecond && !this.#takeSlot(destination.perSecond))) return
      const device = this.#ready.shift()
      const delivery = device === undefined ? undefined : this.#lines.get(device)?.[0]
      if (device === undefined || !delivery) continue
      this.#busy.add(device)
      void this.#send(destination, delivery)
    }
  }

  #takeSlot(perSecond: number): boolean {
    const now = performance.now()
    if (this.#nextSlot > now) {
      setTimeout(() => this.#wake(), this.#nextSlot - now)
      return false
    }
    this.#nextSlot = Math.max(this.#nextSlot, now - 1_000 / perSecond) + 1_000 / perSecond
    return true
  }

  async #send(destination: Destination, delivery: DueDelivery): Promise<void> {
    const startedAt = this.#context.now()
    let outcome: SendOutcome
    try {
      outcome = await destination.send(delivery, this.#giveUp.signal)
    } catch (error) {
      log.error({ err: error, destination: this.#key.destinationId }, 'a delivery could not be made ready')
      outcome = { kind: 'failed', status: 'Error', httpStatus: null, code: 'render', retryAfterMs: null, durationMs: 0 }
    }
    const aborted = this.#giveUp.signal.aborted && outcome.kind !== 'delivered'
    const over = !aborted && this.#settle(destination, delivery, outcome, startedAt)
    this.#busy.delete(delivery.device)
    this.#advance(delivery.device, over)
    this.#dispatch()
    this.#wake()
  }

  /** The next of the line may go when the one before it is over; else the line waits in the database. */
  #advance(device: string, over: boolean): void {
    const line = this.#lines.get(device) ?? []
    this.#bytes -= line.shift()?.document.length ?? 0
    if (over && line.length > 0) {
      this.#ready.push(device)
      return
    }
    this.#lines.delete(device)
    if (over) return
    this.#held.add(device)
    for (const waiting of line) {
      this.#known.delete(waiting.id)
      this.#bytes -= waiting.document.length
    }
  }

  /** Notes what came of an attempt; true when the delivery is over. */
  #settle(destination: Destination, delivery: DueDelivery, outcome: SendOutcome, startedAt: Date): boolean {
    const at = this.#context.now()
    const { id, device, attempts } = delivery
    const base = { id, device, at: startedAt, durationMs: outcome.durationMs, httpStatus: outcome.httpStatus }
    if (outcome.kind === 'delivered') {
      if (this.#breaker.succeeded()) this.#reopened = true
      const logged = attempts > 0 || delivery.replays > 0
      this.#note({ ...base, state: 'delivered', status: null, attempts: attempts + 1, nextAt: at, code: null, logged })
      return true
    }
    if (outcome.kind === 'gone') {
      this.#gone = true
      const { nextAt } = delivery
      this.#note({ ...base, state: 'waiting', status: 'Error', attempts, nextAt, code: 'gone', logged: true })
      return false
    }
    const { status, code } = outcome
    this.#breaker.failed(outcome, attempts === 0, at, this.#chance())
    const next = this.#afterFailure(destination, delivery, status, at)
    this.#note({ ...base, ...next, status, code, logged: true })
    return next.state !== 'waiting'
  }

  #note(result: DeliveryResult): void {
    this.#results.push(result)
    const delivered = result.state === 'delivered' ? result.at : (this.#last?.delivered ?? null)
    this.#last = { at: result.at, delivered, status: result.status ?? 'Delivered', httpStatus: result.httpStatus }
  }

  /** A destination that asks to be spared, and a probe before its time, do not use up attempts. */
  #afterFailure(
    destination: Destination,
    delivery: DueDelivery,
    status: DeliveryStatus,
    at: Date,
  ): Pick<DeliveryResult, 'state' | 'attempts' | 'nextAt'> {
    const counts = status !== 'Overload' && delivery.nextAt <= at
    const attempts = Math.max(1, delivery.attempts + (counts ? 1 : 0))
    if (!destination.durable) return { state: 'lost', attempts, nextAt: at }
    const wait = waitAfter(counts ? attempts : 1, this.#chance())
    if (wait === undefined) return { state: 'dead', attempts, nextAt: at }
    const next = new Date(at.getTime() + wait)
    return { state: 'waiting', attempts, nextAt: !counts && delivery.nextAt > next ? delivery.nextAt : next }
  }

  /** Everything that has come in, in one transaction; what could not be written stays for the next turn. */
  async #write(): Promise<void> {
    const results = this.#results.slice()
    const last = this.#last
    const reopened = this.#reopened
    if (results.length === 0 && !reopened) return
    const { destinationId, ownerId } = this.#key
    const now = this.#context.now()
    const count = (state: DeliveryResult['state']) => results.filter((one) => one.state === state).length
    await this.#context.sql.begin(async (tx) => {
      await writeResults(tx, destinationId, ownerId, results)
      if (reopened) await releaseWaiting(tx, destinationId, now)
      await writeProgress(tx, destinationId, {
        ...this.#breaker.circuit,
        lastAttemptAt: last?.at ?? null,
        lastDeliveryAt: last?.delivered ?? null,
        lastStatus: last?.status ?? null,
        lastHttpStatus: last?.httpStatus ?? null,
        delivered: count('delivered'),
        dead: count('dead'),
        lost: count('lost'),
      })
      if (!this.#destination?.durable) await this.#lose(tx, new Date(now.getTime() - OVERLOAD_AFTER), 'Overload')
    })
    this.#results.splice(0, results.length)
    for (const { id, device } of results) {
      this.#known.delete(id)
      this.#held.delete(device)
    }
    for (const { device } of this.#results) if (!this.#lines.has(device)) this.#held.add(device)
    if (this.#last === last) this.#last = undefined
    if (reopened) this.#reopened = false
    this.#exhausted = false
  }

  /** As ThingPark does: what waits since before `since` is not sent. */
  async #lose(tx: Statements, since: Date, cause: DeliveryStatus | null): Promise<void> {
    const { destinationId } = this.#key
    const now = this.#context.now()
    const about = { leave: [...this.#known], acceptedBefore: since, now }
    const lost = await loseWaiting(tx, destinationId, cause ?? 'Unreachable', about)
    if (lost > 0) await writeProgress(tx, destinationId, { ...this.#breaker.circuit, ...NOTHING, lost })
  }

  /** Until a request ends, somebody wakes the pump, or `ms` milliseconds are over. */
  async #pause(ms: number | undefined): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    if (!this.#dirty) {
      await new Promise<void>((resolve) => {
        this.#resume = resolve
        if (ms !== undefined) timer = setTimeout(resolve, ms)
      })
    }
    clearTimeout(timer)
    this.#dirty = false
    this.#exhausted = false
  }

  #wake(): void {
    this.#dirty = true
    this.#resume()
  }

  async #beat(): Promise<void> {
    try {
      if (!(await renewLease(this.#context.sql, this.#key.destinationId, this.#token))) this.#lost = true
    } catch (error) {
      log.warn({ err: error, destination: this.#key.destinationId }, 'a pump could not give a sign of life')
    }
    this.#wake()
  }

  /** Ends the pump, unless something is due; nobody can add anything between the look and the end. */
  async #finish(): Promise<boolean> {
    if (this.#gone) {
      await this.#destination?.gone()
      this.#gone = false
      this.#readAt = undefined
      return false
    }
    const { destinationId } = this.#key
    this.#lines.clear()
    this.#ready.length = 0
    this.#known.clear()
    this.#bytes = 0
    this.#held.clear()
    this.#exhausted = false
    return this.#context.sql.begin(async (tx) => {
      if (!(await lockLease(tx, destinationId, this.#token))) return true
      const now = this.#context.now()
      const open = this.#breaker.openAt(now)
      const destination = this.#destination
      if (open && destination?.active && !destination.durable) await this.#lose(tx, now, this.#breaker.circuit.cause)
      const waits = destination?.active ? await nextDueAt(tx, destinationId) : undefined
      if (waits && !open && !this.#signal.aborted) {
        const limits = { known: [], now, limit: 1, bytes: 1 }
        const due = this.#breaker.halfOpen || (await findDueDeliveries(tx, destinationId, limits)).length > 0
        if (due) return false
      }
      await releaseLease(tx, destinationId, this.#token)
      const next = this.#signal.aborted ? undefined : (open ?? waits)
      if (destination?.active && (open || waits)) await addPumps(tx, [this.#key], next)
      return true
    })
  }
}

const NOTHING = {
  lastAttemptAt: null,
  lastDeliveryAt: null,
  lastStatus: null,
  lastHttpStatus: null,
  delivered: 0,
  dead: 0,
} as const
