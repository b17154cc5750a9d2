/** Which URIs Station takes: `(http|ws)[s]://host:port` and nothing else (cups.md §1.3). */
import type { StationCategory } from './credential-files.ts'

/** Of a URI, and of the host within it. */
export const MAX_URI_LENGTH = 127

export interface StationAddress {
  readonly tls: boolean
  readonly host: string
  readonly port: number
  /** As it stands in the URI and in the Host header. */
  readonly hostPort: string
}

export type CheckedUri = { ok: true; address: StationAddress } | { ok: false; reason: string }

const scheme = (category: StationCategory): string => (category === 'cups' ? 'http' : 'ws')

/**
 * Reads a URI as Station does at its start and before each contact. Where Station 2.0.6 would take a URI and then
 * never connect with it (userinfo, query, IPv6 literal, a port that is no number), it is refused here at once: the
 * gateway is lost either way.
 */
export function checkStationUri(category: StationCategory, uri: string): CheckedUri {
  const name = scheme(category)
  const no = (why: string): CheckedUri => ({
    ok: false,
    reason: `Misconfigured URI - expecting scheme ${name}: ${why}`,
  })
  if (uri.length > MAX_URI_LENGTH) return no(`the URI has ${uri.length} characters, at most ${MAX_URI_LENGTH} fit`)
  const match = new RegExp(`^${name}(s?)://([^/:?#@\\[\\]\\s]+):([^/]*)(/.*)?$`).exec(uri)
  if (!match) return no(`${JSON.stringify(uri)} is not ${name}(s)://host:port`)
  const [, secure, host = '', port = '', path] = match
  if (path !== undefined) return no(`${JSON.stringify(uri)} has a path, and Station allows none, not even "/"`)
  if (!/^[\x21-\x7e]+$/.test(host)) return no('the host holds characters that are not printable ASCII')
  if (!/^[0-9]{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65_535)
    return no(`${JSON.stringify(port)} is not a port number`)
  return { ok: true, address: { tls: secure === 's', host, port: Number(port), hostPort: `${host}:${port}` } }
}
