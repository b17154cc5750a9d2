/** What only our server knows of a request, written where the pages and the API read it (lib/http/request-origin.ts). */
import type { IncomingMessage } from 'node:http'
import type { TLSSocket } from 'node:tls'

/** As in lib/http/request-origin.ts. */
const ADDRESS_HEADER = 'x-gatehouse-address'
const TARGET_HEADER = 'x-gatehouse-target'
/** Calls whose signature is over the request line as it was sent. */
const SIGNED = '/thingpark/'
const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-port', 'x-forwarded-proto']

/**
 * Replaces what a client could claim by what the socket knows, or with `trustProxy` by what the proxy in front says. Keeps
 * the target of signed calls: Next writes queries anew and drops some names.
 * Gives the remote address, an IPv4 one in its own notation.
 */
export function markOrigin(request: IncomingMessage, { trustProxy }: { trustProxy: boolean }): string {
  const { headers, socket } = request
  const scheme = (socket as Partial<TLSSocket>).encrypted ? 'https' : 'http'
  const told = trustProxy ? lastOf(headers['x-forwarded-for']) : undefined
  if (!trustProxy) for (const name of FORWARDED) delete headers[name]
  const address = (told ?? socket.remoteAddress ?? '').replace(/^::ffff:(?=\d+\.)/, '')
  headers[ADDRESS_HEADER] = address
  headers['x-forwarded-proto'] ??= scheme
  delete headers[TARGET_HEADER]
  if (request.url?.startsWith(SIGNED)) headers[TARGET_HEADER] = request.url
  return address
}

/** Proxies append: the last entry is what the one next to us saw. */
function lastOf(value: string | string[] | undefined): string | undefined {
  return [value].flat().at(-1)?.split(',').at(-1)?.trim() || undefined
}
