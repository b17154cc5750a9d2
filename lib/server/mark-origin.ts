/** Where a request really comes from, written where the pages and the API read it (lib/http/request-origin.ts). */
import type { IncomingMessage } from 'node:http'
import type { TLSSocket } from 'node:tls'

/** As in lib/http/request-origin.ts. */
const ADDRESS_HEADER = 'x-gatehouse-address'
const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-port', 'x-forwarded-proto']

/**
 * Replaces what a client could claim by what the socket knows, or with `trustProxy` by what the proxy in front says.
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
  return address
}

/** Proxies append: the last entry is what the one next to us saw. */
function lastOf(value: string | string[] | undefined): string | undefined {
  return [value].flat().at(-1)?.split(',').at(-1)?.trim() || undefined
}
