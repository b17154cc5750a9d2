/**
 * `/api/auth/**`: next-auth behind our own reading of the request. next-auth's route handler reads bodies of any size,
 * fails on malformed ones and offers more than the console uses; here, three actions exist (docs/decisions/0010).
 */
import { randomUUID } from 'node:crypto'
import nextAuth, { type AuthOptions } from 'next-auth'
import { AppError } from '#lib/domain/app-error.ts'
import { NOT_FOUND_DETAIL, problemResponse } from '#lib/http/problem.ts'
import { limitsFor, readBytes } from '#lib/http/read-body.ts'
import { isDatabaseUnavailable, reportBug } from '#lib/http/report-bug.ts'
import { addressOf, isHttps } from '#lib/http/request-origin.ts'
import { agentOf, withAgentOf } from '#lib/observability/request-agent.ts'
import type { Context } from '#lib/services/context.ts'
import { leaveSession } from '#lib/services/people/sessions.ts'
import { authOptions, unwrapDefault } from './auth-options.ts'
import { cookieValue, readSession, sessionCookieName } from './session-token.ts'
import { finishSso, startSso } from './sso.ts'

const ACTIONS: readonly string[] = ['GET csrf', 'POST callback/credentials', 'POST signout']
/** Of our own: single sign-on. */
const SSO_ACTIONS: Readonly<Record<string, typeof startSso>> = { 'GET sso': startSso, 'GET sso/callback': finishSso }
const MAX_BODY = 16 * 1024

/** Answers one request; `path` are the segments after `/api/auth`. */
export async function handleAuth(ctx: Context, request: Request, path: readonly string[]): Promise<Response> {
  const requestId = randomUUID()
  try {
    const sso = SSO_ACTIONS[`${request.method} ${path.join('/')}`]
    if (sso) return await withAgentOf(request, () => sso(ctx, request))
    if (!ACTIONS.includes(`${request.method} ${path.join('/')}`)) throw new AppError('not_found', NOT_FOUND_DETAIL)
    const form = request.method === 'POST' ? await readForm(request) : {}
    const answer = await withAgentOf(request, () => callNextAuth(ctx, request, { path, form }))
    if (path[0] === 'signout') await endSessionOf(ctx, request, answer)
    return answer
  } catch (error) {
    const known = toAppError(error)
    if (known?.code === 'unavailable' || !known) reportBug(error, { requestId, route: `${request.method} /api/auth` })
    return problemResponse(known, requestId)
  }
}

/** The cookie is gone from this browser; the session ends with it, for whoever copied it. */
async function endSessionOf(ctx: Context, request: Request, answer: Response): Promise<void> {
  const https = isHttps(request)
  const cleared = answer.headers.getSetCookie().some((cookie) => cookie.startsWith(`${sessionCookieName(https)}=;`))
  const claims = cleared ? await readSession(ctx, request.headers.get('cookie'), https) : undefined
  if (claims) await leaveSession(ctx, claims)
}

function toAppError(error: unknown): AppError | undefined {
  if (error instanceof AppError) return error
  if (!isDatabaseUnavailable(error)) return undefined
  return new AppError('unavailable', 'The database does not answer at the moment. Try again.', { retryAfter: 5 })
}

async function readForm(request: Request): Promise<Record<string, string>> {
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase()
  if (type !== 'application/x-www-form-urlencoded') {
    throw new AppError('unsupported_media_type', 'Send a form: Content-Type application/x-www-form-urlencoded.')
  }
  const bytes = await readBytes(request, limitsFor(MAX_BODY))
  return Object.fromEntries(new URLSearchParams(bytes.toString('utf8')))
}

/** What next-auth's API handler needs of a response. */
class Answer {
  status_ = 200
  body: string | null = null
  readonly headers = new Map<string, string | string[]>()

  status(code: number): this {
    this.status_ = code
    return this
  }
  getHeader(name: string): string | string[] | undefined {
    return this.headers.get(name.toLowerCase())
  }
  setHeader(name: string, value: string | string[]): this {
    this.headers.set(name.toLowerCase(), value)
    return this
  }
  json(value: unknown): void {
    this.setHeader('content-type', 'application/json')
    this.body = JSON.stringify(value)
  }
  send(value: unknown): void {
    if (typeof value === 'string') this.body = value
    else this.json(value)
  }
  end(): void {}
}

async function callNextAuth(
  ctx: Context,
  request: Request,
  { path, form }: { path: readonly string[]; form: Record<string, string> },
): Promise<Response> {
  const https = isHttps(request)
  let failure: unknown
  const options = await authOptions(ctx, {
    https,
    address: addressOf(request),
    agent: agentOf(request),
    onFailure: (error) => (failure ??= error),
  })
  // Without NEXTAUTH_URL, next-auth takes the address from the headers only when it is told to.
  process.env.AUTH_TRUST_HOST ??= 'true'
  const answer = new Answer()
  const call = unwrapDefault(nextAuth) as (request: object, answer: Answer, options: object) => Promise<void>
  await call(
    {
      method: request.method,
      query: { nextauth: [...path] },
      // Where to go next is for the console to decide, so that no link can lead elsewhere.
      body: { ...form, callbackUrl: '/', json: 'true' },
      headers: { ...Object.fromEntries(request.headers), 'x-forwarded-proto': https ? 'https' : 'http' },
      cookies: cookiesOf(request, options.cookies),
    },
    answer,
    options,
  )
  if (failure !== undefined) throw failure
  const headers = new Headers({ 'Cache-Control': 'no-store' })
  for (const [name, value] of answer.headers) for (const one of [value].flat()) headers.append(name, one)
  return new Response(answer.body, { status: answer.status_, headers })
}

/** The cookies of ours that count: the session and the CSRF token. */
function cookiesOf(request: Request, names: AuthOptions['cookies']): Record<string, string> {
  const header = request.headers.get('cookie')
  const cookies: Record<string, string> = {}
  for (const name of [names?.sessionToken?.name, names?.csrfToken?.name]) {
    const value = name && cookieValue(header, name)
    if (name && value) cookies[name] = value
  }
  return cookies
}
