/** The live check: reaches a join server exactly as The Things Stack would, asks it something harmless, and explains what came back. */
import { randomBytes } from 'node:crypto'
import { rootCertificates } from 'node:tls'
import type { z } from 'zod'
import { AppError } from '#lib/domain/app-error.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import { decodeAnswer, explainAnswer, type HttpAnswer, type Verdict } from '#lib/domain/interop/explain-answer.ts'
import { type CheckStep, explainFailure, type FailureContext } from '#lib/domain/interop/explain-failure.ts'
import { type HomeNsRequest, homeNsRequest } from '#lib/domain/interop/home-ns-request.ts'
import { parseJoinEui } from '#lib/domain/interop/join-eui.ts'
import { readRootCaFile } from '#lib/domain/interop/tls-file.ts'
import { type OutboundAnswer, sendRequest } from '#lib/outbound/request.ts'
import type { checkAnswer, checkBody } from '#lib/schemas/interop.ts'
import type { Context, OwnerActor } from '../context.ts'
import { recordCheck } from '../live-check/record-check.ts'
import { NO_SUCH_JOIN_SERVER } from './change-join-servers.ts'
import { type OpenServer, openConfiguration } from './stored-configuration.ts'

type CheckAnswer = z.infer<typeof checkAnswer>
type Step = CheckAnswer['steps'][number]

/** A join server that takes longer fails joins anyhow: a device opens its first window after five seconds. */
const LIMITS = { connectMs: 8_000, firstByteMs: 10_000, totalMs: 20_000, maxBodyBytes: 64 * 1024 }
const STEPS: readonly CheckStep[] = ['dns', 'connect', 'tls', 'http', 'answer']

/** Throws `not_found`, or `invalid` where there is no JoinEUI to ask for. Everything else is in the answer. */
export async function checkJoinServer(
  context: Context,
  actor: OwnerActor,
  id: string,
  { joinEui, netId }: Omit<z.infer<typeof checkBody>, 'ownerid'>,
): Promise<CheckAnswer> {
  const { servers } = await openConfiguration(context, actor.ownerId)
  const server = servers.find((one) => one.id === id)
  if (!server) throw new AppError('not_found', NO_SUCH_JOIN_SERVER)
  const request = homeNsRequest(server, { netId, joinEui: needJoinEui(server, joinEui), random: randomBytes(9) })
  const outcome = await sendRequest(context.site.outbound, {
    url: request.url,
    method: 'POST',
    headers: headersOf(server),
    body: JSON.stringify(request.body),
    limits: LIMITS,
    keepAlive: false,
    ...tlsOf(server),
  })
  const secure = request.url.startsWith('https:')
  const steps = outcome.ok
    ? stepsOfAnswer(outcome, request, server, secure)
    : stepsOfFailure(outcome, server, context.now(), secure)
  const answer = outcome.ok ? httpAnswer(outcome) : null
  const decoded = answer && decodeAnswer(answer.body)
  const none = {
    messageType: null,
    protocolVersion: null,
    transactionId: null,
    senderId: null,
    receiverId: null,
    resultCode: null,
    description: null,
  }
  const verdict = worstOf(steps)
  await recordCheck(context, actor, {
    action: 'join-server.check',
    detail: { id, file: server.file, server: new URL(request.url).host, verdict },
  })
  return {
    verdict,
    steps,
    request: { url: request.url, body: { ...request.body } },
    answer: answer && { status: answer.status, contentType: answer.contentType, ...(decoded ?? none) },
    milliseconds: outcome.timings.totalMs,
  }
}

function needJoinEui(server: OpenServer, given: string | undefined): Eui {
  const refuse = (detail: string): never => {
    throw new AppError('invalid', detail, { errors: [{ pointer: '/joinEui', detail, code: 'join-eui' }] })
  }
  if (given !== undefined) {
    const parsed = parseJoinEui(given)
    return parsed.ok ? parsed.value : refuse(parsed.error)
  }
  const first = server.entries.flatMap(({ joinEuis }) => joinEuis)[0]
  return first ? first.eui : refuse('This join server has no JoinEUI prefix. Give a JoinEUI to ask it for.')
}

/** As The Things Stack sends them: basic-auth wins over a header of one's own. */
function headersOf({ headers, basicAuth }: OpenServer): Record<string, string> {
  const sent: Record<string, string> = { 'Content-Type': 'application/json' }
  const set = (name: string, value: string) => {
    const known = Object.keys(sent).find((one) => one.toLowerCase() === name.toLowerCase())
    if (known) delete sent[known]
    sent[name] = value
  }
  for (const { name, value } of headers) set(name, value)
  if (basicAuth?.username)
    set('Authorization', `Basic ${Buffer.from(`${basicAuth.username}:${basicAuth.password}`).toString('base64')}`)
  return sent
}

/** root-ca is added to the public CAs. */
function tlsOf({ tls }: OpenServer): { ca?: string; cert?: string; key?: string } {
  return {
    ...(tls?.rootCa ? { ca: [...rootCertificates, tls.rootCa.content].join('\n') } : {}),
    ...(tls?.certificate && tls.key ? { cert: tls.certificate.content, key: tls.key.content } : {}),
  }
}

const httpAnswer = ({ status, headers, body }: Extract<OutboundAnswer, { ok: true }>): HttpAnswer => ({
  status,
  contentType: headers['content-type']?.slice(0, 200) ?? '',
  location: headers.location ?? null,
  body: body.toString('utf8'),
})

function stepsOfAnswer(
  outcome: Extract<OutboundAnswer, { ok: true }>,
  request: HomeNsRequest,
  server: OpenServer,
  secure: boolean,
): Step[] {
  const explained = explainAnswer(httpAnswer(outcome), request)
  const http: Step =
    outcome.status >= 200 && outcome.status < 300
      ? { name: 'http', verdict: 'good', code: 'http', message: `It answered with status ${outcome.status}.` }
      : { name: 'http', verdict: explained.verdict, code: explained.code, message: explained.message }
  const answered = http.verdict === 'good'
  return [
    { name: 'dns', verdict: 'good', code: 'dns', message: `${server.fqdn} leads to ${outcome.address}.` },
    {
      name: 'connect',
      verdict: 'good',
      code: 'connect',
      message: `It accepts connections at port ${server.port || 443}.`,
    },
    secure ? goodTls(server) : plainStep(),
    http,
    answered
      ? { name: 'answer', verdict: explained.verdict, code: explained.code, message: explained.message }
      : skipped('answer'),
  ]
}

function goodTls({ tls }: OpenServer): Step {
  if (tls?.source === 'key-vault')
    return {
      name: 'tls',
      verdict: 'warning',
      code: 'key-vault',
      message: 'TLS stands. The client certificate is in the key vault of your stack, so this check went without one.',
    }
  const shown = tls?.certificate ? 'It was shown the client certificate.' : 'No client certificate is configured.'
  return {
    name: 'tls',
    verdict: 'good',
    code: 'tls',
    message: `TLS stands, and the certificate of the server is trusted. ${shown}`,
  }
}

const plainStep = (): Step => ({
  name: 'tls',
  verdict: 'warning',
  code: 'no-tls',
  message: 'The scheme is not https, so keys of devices travel in the open. Use https.',
})

function stepsOfFailure(
  outcome: Extract<OutboundAnswer, { ok: false }>,
  server: OpenServer,
  now: Date,
  secure: boolean,
): Step[] {
  const rootCa = server.tls?.rootCa
  const about: FailureContext = {
    fqdn: server.fqdn,
    clientCertificate: server.tls?.certificate != null,
    rootCa: !rootCa
      ? 'none'
      : readRootCaFile(rootCa.content, now).findings.some(
            ({ severity, code }) => severity === 'error' && code === 'expired',
          )
        ? 'expired'
        : 'good',
  }
  const { step, code, message } = explainFailure(outcome, about)
  const at = STEPS.indexOf(step)
  return STEPS.map((name, index): Step => {
    if (index > at) return skipped(name)
    if (index === at) return { name, verdict: 'failed', code, message: vaultHint(server, step, message) }
    return name === 'tls' && !secure ? plainStep() : { name, verdict: 'good', code: name, message: PASSED[name] }
  })
}

const PASSED: Readonly<Record<CheckStep, string>> = {
  dns: 'The name has an address.',
  connect: 'It accepts connections.',
  tls: 'TLS stands.',
  http: 'It answered.',
  answer: 'It answered.',
}

const vaultHint = ({ tls }: OpenServer, step: CheckStep, message: string): string =>
  step === 'tls' && tls?.source === 'key-vault'
    ? `${message} The client certificate is in the key vault of your stack, so this check went without one.`
    : message

const skipped = (name: CheckStep): Step => ({ name, verdict: 'skipped', code: 'skipped', message: 'Not reached.' })

function worstOf(steps: readonly Step[]): Verdict {
  if (steps.some(({ verdict }) => verdict === 'failed')) return 'failed'
  return steps.some(({ verdict }) => verdict === 'warning') ? 'warning' : 'good'
}
