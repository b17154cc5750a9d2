/**
 * The one way to the API: JSON in, JSON out, problem details (RFC 9457) as `ApiProblem`. When the session has ended, the
 * request waits until the person has signed in again and is then sent once more, so that no form loses its input.
 */
import { noted } from './call.ts'
import { activeLocale } from './locale.ts'
import { say } from './say.ts'
import { sessionGate } from './session-gate.ts'

export interface ProblemField {
  /** A stable word. */
  readonly code?: string
  /** JSON pointer into the body. */
  readonly pointer: string
  readonly detail: string
}

export class ApiProblem extends Error {
  readonly status: number
  readonly requestId: string | undefined
  readonly errors: readonly ProblemField[]
  /** Seconds after which another try makes sense. */
  readonly retryAfter: number | undefined
  /** Of a save that is out of date: what is stored now. */
  readonly current: Readonly<Record<string, unknown>> | undefined

  constructor(
    status: number,
    detail: string,
    rest: {
      requestId?: string
      errors?: readonly ProblemField[]
      retryAfter?: number
      current?: Readonly<Record<string, unknown>>
    },
  ) {
    super(say(detail))
    this.name = 'ApiProblem'
    this.status = status
    this.requestId = rest.requestId
    this.errors = (rest.errors ?? []).map((error) => ({ ...error, detail: say(error.detail) }))
    this.retryAfter = rest.retryAfter
    this.current = rest.current
  }

  /** The sentence for one field of the body, by its name. */
  field(name: string): string | undefined {
    return this.errors.find((error) => error.pointer === `/${name}`)?.detail
  }
}

/** A change that says what it was made from, field by field (docs/decisions/0121). */
export interface Guarded {
  readonly before?: Readonly<Record<string, unknown>>
}

export type Query = Readonly<Record<string, string | number | undefined>>

export interface RequestOptions {
  readonly query?: Query
  readonly body?: unknown
  readonly signal?: AbortSignal
  /** Fail at once when there is no session, instead of waiting for a sign-in. */
  readonly anonymous?: boolean
}

/** Sends one request. Throws `ApiProblem` for every answer but 2xx and when the server cannot be reached (status 0). */
export async function request<T>(method: string, path: string, options: RequestOptions = {}): Promise<T> {
  // Shown and not sent: nobody is ever answered.
  if (noted({ method, path: path + toSearch(options.query), body: options.body })) return new Promise(() => undefined)
  const response = await send(method, path, options)
  if (response.status === 401 && !options.anonymous && (await sessionGate.lost())) {
    return readAnswer<T>(await send(method, path, options))
  }
  return readAnswer<T>(response)
}

async function send(method: string, path: string, { query, body, signal }: RequestOptions): Promise<Response> {
  const headers: Record<string, string> = { accept: 'application/json' }
  if (body !== undefined) headers['content-type'] = 'application/json'
  try {
    return await fetch(path + toSearch(query), {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      signal,
      credentials: 'same-origin',
      cache: 'no-store',
    })
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause
    throw new ApiProblem(0, 'Gatehouse did not answer. Check the connection and try again.', {})
  }
}

/** The JSON of a good answer; anything else is thrown as `ApiProblem`. */
export async function readAnswer<T>(response: Response): Promise<T> {
  const text = await response.text()
  const parsed = parseJson(text)
  if (response.ok) return parsed as T
  const problem = (typeof parsed === 'object' && parsed !== null ? parsed : {}) as {
    detail?: string
    title?: string
    requestId?: string
    errors?: ProblemField[]
    current?: Readonly<Record<string, unknown>>
  }
  const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN)
  throw new ApiProblem(response.status, problem.detail ?? problem.title ?? fallback(response.status), {
    requestId: problem.requestId ?? response.headers.get('x-request-id') ?? undefined,
    errors: problem.errors,
    current: problem.current,
    retryAfter: Number.isFinite(retryAfter) ? retryAfter : undefined,
  })
}

function parseJson(text: string): unknown {
  if (text === '') return undefined
  try {
    return JSON.parse(text, activeLocale() === 'en' ? undefined : inLanguage)
  } catch {
    return undefined
  }
}

/** Members of answers that hold sentences of Gatehouse, never what a person typed. */
const SENTENCES = new Set([
  ...['cause', 'detail', 'effect', 'error', 'fault', 'hint', 'message', 'reason', 'remedy', 'reminder', 'sentence'],
  ...['summary', 'title', 'warning', 'warnings', 'why'],
  ...['about', 'addressLabel', 'concerns', 'depends', 'evidence', 'help', 'limits', 'reasons', 'refused', 'rootHint'],
  ...['steps', 'traps', 'what'],
])

function inLanguage(key: string, value: unknown): unknown {
  if (!SENTENCES.has(key)) return value
  if (typeof value === 'string') return say(value)
  return Array.isArray(value) ? value.map((item) => (typeof item === 'string' ? say(item) : item)) : value
}

const fallback = (status: number): string =>
  status >= 500
    ? 'Gatehouse failed on this request. Nothing was changed that is not shown. Try again.'
    : `The request was refused (HTTP ${status}).`

/** `?a=1&b=2`; what is empty is left out. */
export function toSearch(query: Query | undefined): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== '') search.set(name, String(value))
  }
  const text = search.toString()
  return text === '' ? '' : `?${text}`
}
