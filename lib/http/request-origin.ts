/** Where a request comes from: the remote address, the scheme, and the site whose page sent it. */
import { AppError } from '#lib/domain/app-error.ts'

/** Set by our console server from the socket (or from a configured proxy), which strips it from what clients send. */
export const ADDRESS_HEADER = 'x-gatehouse-address'

/** The remote address, or null where no server of ours is in front. */
export function addressOf(request: Request): string | null {
  const value = request.headers.get(ADDRESS_HEADER)?.trim()
  return value ? value.slice(0, 64) : null
}

/** Set by our console server to the request target exactly as it was sent, for calls that are signed over it. */
export const TARGET_HEADER = 'x-gatehouse-target'

/**
 * The query as it was sent, without the `?`. Where no server of ours is in front, as the framework passes it on: read and
 * written anew, so that a signature over it may not fit.
 */
export function rawQueryOf(request: Request): string {
  const target = request.headers.get(TARGET_HEADER)
  if (target === null) return new URL(request.url).search.replace(/^\?/, '')
  const at = target.indexOf('?')
  return at < 0 ? '' : target.slice(at + 1)
}

/** Whether the browser speaks https to us. Next fills `x-forwarded-proto` in from the socket when no proxy did. */
export function isHttps(request: Request): boolean {
  const forwarded = request.headers.get('x-forwarded-proto')?.split(',')[0]?.trim()
  return forwarded ? forwarded === 'https' : new URL(request.url).protocol === 'https:'
}

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * A request that changes something and rides on a cookie must come from a page of ours (DESIGN §6). Browsers say so in
 * Sec-Fetch-Site or Origin; a request with neither is refused: whoever writes programs uses an API token.
 */
export function refuseForeignOrigin(request: Request, consoleUrl: string): void {
  if (SAFE_METHODS.has(request.method)) return
  const site = request.headers.get('sec-fetch-site')
  const origin = request.headers.get('origin')
  const own = site === null ? isOwnOrigin(origin, request, consoleUrl) : site === 'same-origin'
  if (own) return
  throw new AppError(
    'forbidden',
    'This request did not come from a page of this console. Open the console and repeat it there, or use an API token.',
  )
}

function isOwnOrigin(origin: string | null, request: Request, consoleUrl: string): boolean {
  if (origin === null || !URL.canParse(origin)) return false
  const host = new URL(origin).host
  return host === request.headers.get('host') || origin === new URL(consoleUrl).origin
}
