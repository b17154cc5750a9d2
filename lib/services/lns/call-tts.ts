/** One request to The Things Stack's HTTP API. The key goes out in its header and is kept nowhere. */
import { X509Certificate } from 'node:crypto'
import type { TtsAnswer } from '#lib/domain/lns/tts-api.ts'
import { ok, type Result, refuse } from '#lib/domain/result.ts'
import { parseTargetUri } from '#lib/domain/target-uri.ts'
import { sendRequest } from '#lib/outbound/request.ts'
import type { Context } from '../context.ts'

export interface TtsCall {
  /** `host` or `host:port`. */
  readonly api: string
  readonly path: string
  /** Value of the header: `Bearer …`. */
  readonly authorization: string
  /** JSON; without it the request is a GET. */
  readonly body?: string
  /** DER of a CA beside the public ones. */
  readonly trust: Uint8Array | null
}

export async function callTts(context: Context, call: TtsCall): Promise<Result<TtsAnswer>> {
  const base = parseTargetUri(`https://${call.api.includes(':') ? call.api : `${call.api}:443`}`, 'cups')
  if (!base.ok) return refuse(base.error)
  const send = (ca: string | undefined) =>
    sendRequest(context.site.outbound, {
      url: `${base.value.uri}${call.path}`,
      method: call.body === undefined ? 'GET' : 'POST',
      headers: { Authorization: call.authorization, Accept: 'application/json', 'Content-Type': 'application/json' },
      ...(call.body === undefined ? {} : { body: call.body }),
      ...(ca === undefined ? {} : { ca }),
      limits: { connectMs: 8_000, firstByteMs: 10_000, totalMs: 20_000 },
    })
  let answer = await send(undefined)
  // A deployment of one's own may have a CA of its own: the one that its gateways trust.
  if (!answer.ok && answer.reason === 'tls' && call.trust)
    answer = await send(new X509Certificate(call.trust).toString())
  return answer.ok ? ok({ status: answer.status, body: answer.body.toString('utf8') }) : refuse(answer.detail)
}
