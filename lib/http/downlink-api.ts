/**
 * The downlink calls of the LRC-AS tunnel (tunnel.md §2) in the answers of their protocol: HTML in version 1, JSON in
 * version 2. Everything is in the query, whose token replaces a sign-in.
 */
import { z } from 'zod'
import { acceptDownlink, type DownlinkAnswer } from '#lib/services/downlinks/accept-downlink.ts'
import { defineRoute } from './define-route.ts'
import type { Problem } from './problem.ts'
import type { RateLimit } from './rate-limit.ts'
import { addressOf, rawQueryOf } from './request-origin.ts'

const QUEUED = 'Request queued by LRC'
/** The status of a counter that was used before, and its code in JSON (docs/decisions/0060). */
const COUNTER_USED = 350
/** Of one address: an application server that wakes all its devices sends them in a burst. */
const RATE: RateLimit = { perSecond: 200, burst: 1000 }
const TAG = 'LRC-AS tunnel'
const DESCRIPTION =
  'Parameters: DevEUI, FPort (1–224), Payload (hex), FCntDn, Confirmed, FlushDownlinkQueue, ValidityTime, AS_ID, Time, CorrelationID and, last, Token: the SHA-256 of the query before it, percent-decoded, followed by the connection’s key. A Token counts once, and Time may be off by what the connection allows. The body is not read. Status 350 says that FCntDn was used before.'

export const htmlDownlinkRoute = defineRoute({
  summary: 'Send a downlink, answered in HTML',
  description: DESCRIPTION,
  tag: TAG,
  right: 'public',
  owner: 'none',
  answer: z.any(),
  download: 'text/html',
  rate: RATE,
  failure: (problem) => ({ body: page(problem.detail), contentType: HTML }),
  run: async ({ ctx, request }) => {
    const answer = await acceptDownlink(ctx, { rawQuery: rawQueryOf(request), address: addressOf(request) })
    const { status, text } = spoken(answer)
    return new Response(page(text), { status, headers: { 'Content-Type': HTML } })
  },
})

const jsonAnswer = z.object({
  code: z.number().describe('As the HTTP status.'),
  message: z.string(),
  id: z.uuid().optional().describe('Names the downlink in its connection’s list.'),
  ignored: z.array(z.string()).optional().describe('Parameters that Gatehouse does not know.'),
})

export const jsonDownlinkRoute = defineRoute({
  summary: 'Send a downlink, answered in JSON',
  description: DESCRIPTION,
  tag: TAG,
  right: 'public',
  owner: 'none',
  answer: jsonAnswer,
  rate: RATE,
  failure: (problem) => ({ body: JSON.stringify(failed(problem)), contentType: 'application/json' }),
  run: async ({ ctx, request }) => {
    const answer = await acceptDownlink(ctx, { rawQuery: rawQueryOf(request), address: addressOf(request) })
    const { status, text } = spoken(answer)
    const body: z.infer<typeof jsonAnswer> = {
      code: status,
      message: text,
      ...(answer.kind === 'queued' ? { id: answer.id } : {}),
      ...(answer.kind === 'queued' && answer.ignored.length > 0 ? { ignored: [...answer.ignored] } : {}),
    }
    return Response.json(body, { status })
  },
})

function spoken(answer: DownlinkAnswer): { status: number; text: string } {
  return answer.kind === 'queued'
    ? { status: 200, text: QUEUED }
    : { status: COUNTER_USED, text: `Downlink counter value already used. Expected=${answer.expected}` }
}

const failed = (problem: Problem) => ({
  code: problem.status,
  message: problem.detail,
  requestId: problem.requestId,
})

const HTML = 'text/html; charset=utf-8'
const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const page = (text: string): string =>
  `<html><body>${text.replaceAll(/[&<>"]/g, (char) => ENTITIES[char] ?? char)}</body></html>`
