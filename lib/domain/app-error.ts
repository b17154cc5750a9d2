/**
 * The one error that fails a whole request (DESIGN §4). `detail` is shown to the caller: a sentence with the remedy and
 * without secrets. Everything else that is thrown is a bug and is answered without detail.
 */
export type ErrorCode =
  | 'bad_request'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'method_not_allowed'
  | 'conflict'
  | 'payload_too_large'
  | 'unsupported_media_type'
  | 'invalid'
  | 'rate_limited'
  | 'unavailable'

/** One field that was refused; `pointer` is a JSON pointer into the body (RFC 6901), `code` a stable word. */
export interface FieldError {
  readonly pointer: string
  readonly detail: string
  readonly code: string
}

export class AppError extends Error {
  /** By its name: Next's bundle holds a second copy of this class beside the one of our own server. */
  static override [Symbol.hasInstance](value: unknown): value is AppError {
    return value instanceof Error && value.name === 'AppError' && 'detail' in value
  }

  readonly code: ErrorCode
  readonly detail: string
  readonly errors: readonly FieldError[]
  /** Seconds, for `rate_limited` and `unavailable`. */
  readonly retryAfter: number | undefined
  /** Of a `conflict`: what is stored now, field by field, for the caller to compare with. Never a secret. */
  readonly current: Readonly<Record<string, unknown>> | undefined

  constructor(
    code: ErrorCode,
    detail: string,
    options: {
      errors?: readonly FieldError[]
      retryAfter?: number
      current?: Readonly<Record<string, unknown>>
    } = {},
  ) {
    super(detail)
    this.name = 'AppError'
    this.code = code
    this.detail = detail
    this.errors = options.errors ?? []
    this.retryAfter = options.retryAfter
    this.current = options.current
  }
}
