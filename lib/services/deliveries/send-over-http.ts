/** One HTTP request of the engine: what its answer means for the delivery. Of the answer only the status counts. */
import type { SendOutcome } from '#lib/domain/deliveries/delivery-status.ts'
import { readRetryAfter } from '#lib/domain/deliveries/pace.ts'
import { type OutboundAnswer, type OutboundRequest, sendRequest } from '#lib/outbound/request.ts'
import type { Context } from '../context.ts'

/** tunnel.md §5: 15 to 30 s. */
const LIMITS = { connectMs: 10_000, firstByteMs: 15_000, totalMs: 30_000 } as const

/** Sends it and reads the outcome. Limits may be given, in milliseconds. */
export async function sendOverHttp(
  context: Pick<Context, 'site' | 'now'>,
  request: Omit<OutboundRequest, 'response'>,
): Promise<SendOutcome> {
  const limits = { ...LIMITS, ...request.limits }
  const answer = await sendRequest(context.site.outbound, { ...request, limits, response: 'discard' })
  return outcomeOf(answer, context.now())
}

/** 2xx is success, 410 ends it; 3xx is not followed and fails like everything else. */
export function outcomeOf(answer: OutboundAnswer, now: Date): SendOutcome {
  const durationMs = answer.timings.totalMs
  if (!answer.ok) {
    const status = answer.reason === 'timeout' ? 'Timeout' : 'Error'
    const code = answer.reason === 'timeout' ? null : answer.code
    return { kind: 'failed', status, httpStatus: null, code, retryAfterMs: null, durationMs }
  }
  const httpStatus = answer.status
  if (httpStatus >= 200 && httpStatus < 300) return { kind: 'delivered', httpStatus, durationMs }
  if (httpStatus === 410) return { kind: 'gone', httpStatus, durationMs }
  const retryAfterMs = readRetryAfter(answer.headers['retry-after'], now)
  const spare = httpStatus === 429 || (httpStatus === 503 && retryAfterMs !== null)
  return { kind: 'failed', status: spare ? 'Overload' : 'Error', httpStatus, code: null, retryAfterMs, durationMs }
}
