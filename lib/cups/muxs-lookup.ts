/**
 * Where a gateway's data link goes: its network server is asked at `/router-info` with the gateway's own credentials, through the
 * vetted way to users' addresses. Answers are kept for a while, and longer while the server does not answer; the kept, the
 * questions under way and those that wait are bounded.
 */
import type { Eui } from '#lib/domain/identifiers.ts'
import { readRouterInfo, routerQuestion } from '#lib/domain/lns/router-info.ts'
import { ok, type Result, refuse } from '#lib/domain/result.ts'
import { parseTargetUri } from '#lib/domain/target-uri.ts'
import { askStationServer, type LinkLimits } from '#lib/outbound/station-link.ts'
import type { OutboundPolicy } from '#lib/outbound/vet-address.ts'
import { createBoundedQueue } from './bounded-queue.ts'
import { OverloadError } from './micro-batch.ts'

export interface MuxsAnswer {
  readonly uri: string
  readonly muxs: Eui | null
}

export interface MuxsQuestion {
  readonly eui: Eui
  /** Another version is another question: its server or credentials may differ. */
  readonly version: number
  /** Its server and credentials, read only when it has to be asked. */
  credentials(): Promise<
    { uri: string; trust: Uint8Array | null; crt: Uint8Array | null; key: Uint8Array | null } | undefined
  >
}

export interface MuxsLookup {
  ask(question: MuxsQuestion): Promise<Result<MuxsAnswer>>
}

export interface MuxsLookupOptions {
  readonly policy: OutboundPolicy | undefined
  /** Milliseconds, monotonic. */
  readonly now?: () => number
  readonly limits?: LinkLimits
  readonly maxKept?: number
}

/** An answer is not asked for again within this time, in milliseconds. */
const FRESH = 10 * 60_000
/** And serves this long while the server does not answer: its data link may stand all the same. */
const STALE = 24 * 60 * 60_000
/** A server that failed is left alone for this long. */
const FAILED = 5_000
const MAX_KEPT = 50_000
const CONCURRENCY = 64
const WAITING = 2_000
/** A Station is answered within 5 s (rules.md 30). */
const LIMITS: LinkLimits = { connectMs: 1_500, answerMs: 1_500 }

interface Kept {
  readonly answer: Result<MuxsAnswer>
  readonly at: number
  /** The last good one, while the server fails. */
  readonly good?: { readonly answer: Result<MuxsAnswer>; readonly at: number }
}

export function createMuxsLookup(options: MuxsLookupOptions): MuxsLookup {
  const { policy, now = () => performance.now(), limits = LIMITS, maxKept = MAX_KEPT } = options
  const kept = new Map<string, Kept>()
  const underWay = new Map<string, Promise<Result<MuxsAnswer>>>()
  const queue = createBoundedQueue({ concurrency: CONCURRENCY, maxWaiting: WAITING })

  function ask(question: MuxsQuestion): Promise<Result<MuxsAnswer>> {
    const key = `${question.eui}/${question.version}`
    const known = kept.get(key)
    const age = known ? now() - known.at : Number.POSITIVE_INFINITY
    if (known && age < (known.answer.ok ? FRESH : FAILED)) return Promise.resolve(serve(known))
    const asking =
      underWay.get(key) ??
      askServer(question)
        .then((answer) => keep(key, answer))
        .finally(() => underWay.delete(key))
    underWay.set(key, asking)
    return asking
  }

  function serve({ answer, good }: Kept): Result<MuxsAnswer> {
    return !answer.ok && good && now() - good.at < STALE ? good.answer : answer
  }

  function keep(key: string, answer: Result<MuxsAnswer>): Result<MuxsAnswer> {
    const before = kept.get(key)
    const good = answer.ok ? undefined : before?.answer.ok ? before : before?.good
    const next: Kept = { answer, at: now(), ...(good ? { good: { answer: good.answer, at: good.at } } : {}) }
    kept.delete(key)
    kept.set(key, next)
    for (const oldest of kept.keys()) {
      if (kept.size <= maxKept) break
      kept.delete(oldest)
    }
    return serve(next)
  }

  async function askServer(question: MuxsQuestion): Promise<Result<MuxsAnswer>> {
    try {
      return await queue.run(async () => {
        const credentials = await question.credentials()
        if (!credentials) return refuse('The set is gone.')
        const target = parseTargetUri(credentials.uri, 'tc')
        if (!target.ok) return refuse(target.error)
        const answer = await askStationServer(
          policy,
          { ...target.value, credentials },
          '/router-info',
          routerQuestion(question.eui),
          limits,
        )
        if (!answer.ok) return refuse(`${credentials.uri}: ${answer.detail}`)
        const info = readRouterInfo(answer.text)
        if (!info.ok) return refuse(`${credentials.uri}: ${info.error}`)
        if (info.value.kind === 'error') return refuse(`${credentials.uri} refuses the gateway: “${info.value.error}”.`)
        return ok({ uri: info.value.target.uri, muxs: info.value.muxs })
      })
    } catch (error) {
      if (error instanceof OverloadError) return refuse('Too many gateways ask at once.')
      throw error
    }
  }

  return { ask }
}
