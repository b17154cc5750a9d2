/** Reads a request's JSON body, bounded in bytes and in time. */
import { AppError } from '#lib/domain/app-error.ts'
import { parseJson } from './parse-json.ts'

export const MIB = 1024 * 1024
export const DEFAULT_MAX_BYTES = MIB

/** All bodies being read by this process; beyond it a large one has to wait for its turn. */
const MAX_IN_FLIGHT = 256 * MIB
let inFlight = 0

export interface BodyLimits {
  readonly maxBytes: number
  /** Milliseconds without a byte. */
  readonly idleMs: number
  /** Milliseconds for the whole body. */
  readonly totalMs: number
}

/** 15 s of silence end a body; the whole of it gets 30 s and 2 s more per MiB. */
export function limitsFor(maxBytes: number): BodyLimits {
  return { maxBytes, idleMs: 15_000, totalMs: 30_000 + (2_000 * maxBytes) / MIB }
}

/**
 * The parsed body. Counts bytes as they come: Content-Length is only believed when it is already too large. Throws
 * `unsupported_media_type`, `payload_too_large`, `bad_request`, or `unavailable` while too many bodies are under way.
 */
export async function readJsonBody(request: Request, limits: BodyLimits): Promise<unknown> {
  if (!isJson(request.headers.get('content-type'))) {
    throw new AppError('unsupported_media_type', 'Send the body as JSON, with Content-Type: application/json.')
  }
  if (Number(request.headers.get('content-length') ?? 0) > limits.maxBytes) throw tooLarge(limits)
  return parseJson(await readBytes(request, limits))
}

/** `application/json` and `application/…+json`, in UTF-8 or without a charset. */
function isJson(contentType: string | null): boolean {
  const [type = '', ...parameters] = (contentType ?? '').toLowerCase().split(';')
  if (!/^application\/(?:json|[a-z0-9.+-]+\+json)$/.test(type.trim())) return false
  return parameters.every((parameter) => {
    const [name = '', value = ''] = parameter.split('=')
    return name.trim() !== 'charset' || /^"?utf-?8"?$/.test(value.trim())
  })
}

/** The bytes of a body of any kind; the same errors. */
export async function readBytes(request: Request, limits: BodyLimits): Promise<Buffer> {
  if (!request.body) return Buffer.alloc(0)
  const reader = request.body.getReader()
  const deadline = Date.now() + limits.totalMs
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for (;;) {
      const chunk = await within(reader.read(), Math.min(limits.idleMs, deadline - Date.now()))
      if (chunk.done) return Buffer.concat(chunks, size)
      size += chunk.value.byteLength
      inFlight += chunk.value.byteLength
      if (size > limits.maxBytes) throw tooLarge(limits)
      if (inFlight > MAX_IN_FLIGHT) {
        throw new AppError('unavailable', 'Too many large bodies are under way. Repeat the request.', { retryAfter: 5 })
      }
      chunks.push(chunk.value)
    }
  } catch (error) {
    reader.cancel().catch(() => {})
    throw error instanceof AppError ? error : new AppError('bad_request', 'The body ended too early. Send it again.')
  } finally {
    inFlight -= size
  }
}

/** `work`, or `bad_request` when it takes longer than `ms` milliseconds. */
export async function within<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    const detail = 'The body came too slowly. Send it again, in smaller parts where the connection is slow.'
    timer = setTimeout(() => reject(new AppError('bad_request', detail)), Math.max(0, ms))
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

function tooLarge(limits: BodyLimits): AppError {
  const size = limits.maxBytes >= MIB ? `${limits.maxBytes / MIB} MiB` : `${limits.maxBytes} bytes`
  return new AppError('payload_too_large', `The body is larger than ${size}. Split it into smaller requests.`)
}
