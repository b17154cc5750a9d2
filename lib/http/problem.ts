/** The one translation of failures into HTTP: RFC 9457 problem details (DESIGN §4). */
import type { AppError, ErrorCode, FieldError } from '#lib/domain/app-error.ts'

interface ProblemKind {
  readonly status: number
  readonly title: string
}

/** Every way in which a whole request fails. `internal` is a bug: it has no detail for the caller. */
export const PROBLEMS: Readonly<Record<ErrorCode | 'internal', ProblemKind>> = {
  bad_request: { status: 400, title: 'The request cannot be read' },
  unauthenticated: { status: 401, title: 'Not signed in' },
  forbidden: { status: 403, title: 'Not allowed' },
  not_found: { status: 404, title: 'Not found' },
  method_not_allowed: { status: 405, title: 'Method not allowed' },
  conflict: { status: 409, title: 'Conflict' },
  payload_too_large: { status: 413, title: 'The body is too large' },
  unsupported_media_type: { status: 415, title: 'The body has the wrong media type' },
  invalid: { status: 422, title: 'Some values are not valid' },
  rate_limited: { status: 429, title: 'Too many requests' },
  unavailable: { status: 503, title: 'Not available at the moment' },
  internal: { status: 500, title: 'Something went wrong on our side' },
}

/** The body of every failed answer of the API. */
export interface Problem {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly requestId: string
  readonly errors?: readonly FieldError[]
  readonly current?: Readonly<Record<string, unknown>>
}

/** For an address or an object that does not exist, or that the caller must not know of. */
export const NOT_FOUND_DETAIL = 'There is nothing at this address. See /docs/api for what there is.'

const BUG_DETAIL =
  'The request was not carried out because of an error on our side. Report the request id to the operator.'

/** What the caller is told about `error`; `undefined` stands for a bug. */
export function problemOf(error: AppError | undefined, requestId: string): Problem {
  const code = error?.code ?? 'internal'
  const kind = PROBLEMS[code]
  return {
    type: `/docs/api#${code}`,
    title: kind.title,
    status: kind.status,
    detail: error?.detail ?? BUG_DETAIL,
    requestId,
    ...(error && error.errors.length > 0 ? { errors: error.errors } : {}),
    ...(error?.current ? { current: error.current } : {}),
  }
}

/** Writes a failure in the words of a protocol that is older than problem details. */
export type ProblemRenderer = (problem: Problem) => { readonly body: string; readonly contentType: string }

const asProblemDetails: ProblemRenderer = (problem) => ({
  body: JSON.stringify(problem),
  contentType: 'application/problem+json',
})

/** Renders a failure. `headers` are added to those that the status demands. */
export function problemResponse(
  error: AppError | undefined,
  requestId: string,
  headers: HeadersInit = {},
  render: ProblemRenderer = asProblemDetails,
): Response {
  const problem = problemOf(error, requestId)
  const { body, contentType } = render(problem)
  const all = new Headers(headers)
  all.set('Content-Type', contentType)
  all.set('Cache-Control', 'no-store')
  all.set('X-Request-Id', requestId)
  if (problem.status === 401 && !all.has('WWW-Authenticate')) all.set('WWW-Authenticate', 'Bearer realm="gatehouse"')
  // The rest of such a body is not worth reading: the connection ends with the answer.
  if (problem.status === 413) all.set('Connection', 'close')
  if (error?.retryAfter !== undefined) all.set('Retry-After', String(Math.max(1, Math.ceil(error.retryAfter))))
  return new Response(body, { status: problem.status, headers: all })
}
