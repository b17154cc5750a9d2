/**
 * URIs of CUPS and LNS servers: only what a Station survives (cups.md §1.3). A malformed URI is stored by Station
 * without a complaint and bricks the gateway at its next restart, so everything else is refused here.
 */
import type { Category } from './credential-set.ts'
import { ok, type Result, refuse } from './result.ts'

export interface TargetUri {
  /** As it goes to the gateway, byte for byte. */
  readonly uri: string
  readonly scheme: 'http' | 'https' | 'ws' | 'wss'
  readonly host: string
  /** 1..65535 */
  readonly port: number
  /** TLS: `https` or `wss`. */
  readonly secure: boolean
  /** Sentences about what is allowed and yet seldom works. */
  readonly warnings: readonly string[]
}

/** Station's buffers hold 128 bytes with the final zero, for the URI and for the host alike. */
const MAX_LENGTH = 127
const STRICT = /^(https?|wss?):\/\/([^:]*):([0-9]+)$/
const SCHEMES: Readonly<Record<Category, readonly [plain: string, secure: string]>> = {
  cups: ['http', 'https'],
  tc: ['ws', 'wss'],
}
const EXAMPLE: Readonly<Record<Category, string>> = {
  cups: 'https://cups.example.com:443',
  tc: 'wss://lns.example.com:443',
}
const PARTS = /^(?:([A-Za-z][A-Za-z0-9+.-]*):\/\/)?([^/?#]*)(\/[^?#]*)?(\?[^#]*)?(#.*)?$/s

/**
 * Reads the URI of a server of `category` (`http`/`https` for cups, `ws`/`wss` for tc). A refusal names the mistake and,
 * where it can be derived, the corrected URI.
 */
export function parseTargetUri(text: string, category: Category): Result<TargetUri> {
  const mistake = findMistake(text, category)
  if (mistake) {
    const better = suggest(text, category)
    return refuse(better ? `${mistake} Write ${better}` : `${mistake} Write it like ${EXAMPLE[category]}`)
  }
  const [, scheme = '', host = '', digits = ''] = STRICT.exec(text) ?? []
  const secure = scheme === 'https' || scheme === 'wss'
  return ok({
    uri: text,
    scheme: scheme as TargetUri['scheme'],
    host,
    port: Number(digits),
    secure,
    warnings:
      secure && isIpv4(host)
        ? [
            `Station compares ${host} with the dNSName entries and the CN of the server's certificate, never with its IP addresses. Use a host name, or a certificate whose CN is ${host}.`,
          ]
        : [],
  })
}

/** `host:port` in lower case, to compare with `GATEWAY_HOSTS`; undefined when `uri` is no target URI. */
export function hostPort(uri: string): string | undefined {
  const [, , host, port] = STRICT.exec(uri) ?? []
  return host && port ? `${host}:${port}`.toLowerCase() : undefined
}

/** True for `https` and `wss`. */
export const isSecureUri = (uri: string): boolean => uri.startsWith('https:') || uri.startsWith('wss:')

/** The first thing that Station would choke on, as a sentence without its remedy. */
function findMistake(text: string, category: Category): string | undefined {
  if (text === '') return 'The URI is empty.'
  if (/\s/.test(text)) return 'The URI contains a blank or a line break.'
  if (!/^[\x21-\x7e]*$/.test(text))
    return 'The URI contains characters outside ASCII; an international host name needs its xn-- form.'
  const [, scheme, authority = '', path, query, fragment] = PARTS.exec(text) ?? []
  const [plain, secure] = SCHEMES[category]
  if (scheme === undefined) return `The URI does not begin with ${secure}:// or ${plain}://.`
  if (scheme !== plain && scheme !== secure) {
    const lower = scheme.toLowerCase()
    return lower === plain || lower === secure
      ? `The scheme “${scheme}” has upper-case letters, which Station rejects.`
      : `The scheme “${scheme.slice(0, 16)}” does not fit: ${category === 'cups' ? 'a CUPS' : 'an LNS'} URI begins with ${secure}:// or ${plain}://.`
  }
  if (authority.includes('@')) return 'The URI contains a user name, which Station rejects.'
  if (path === '/' && query === undefined && fragment === undefined)
    return 'The URI ends in “/”, which Station rejects.'
  if (path !== undefined) return 'The URI has a path, which Station rejects: it asks for the host and port only.'
  if (query !== undefined) return 'The URI has a query (“?”), which Station rejects.'
  if (fragment !== undefined) return 'The URI has a fragment (“#”), which Station rejects.'
  if (/^\[|:.*:/.test(authority))
    return 'The host is an IPv6 address or has two ports; Station takes a host name or an IPv4 address and one port.'
  const [host = '', port] = authority.split(':')
  if (host === '') return 'The URI has no host.'
  if (port === undefined || port === '') return 'The URI has no port; Station has no default.'
  if (!/^[0-9]+$/.test(port)) return 'The port is not a number.'
  if (port.startsWith('0')) return 'The port begins with 0.'
  if (port.length > 5 || Number(port) > 65_535) return 'The port is above 65535.'
  return findHostMistake(host) ?? (text.length > MAX_LENGTH ? tooLong(text, 'URI') : undefined)
}

function findHostMistake(host: string): string | undefined {
  if (host.length > MAX_LENGTH) return tooLong(host, 'host')
  if (host.endsWith('.')) return 'The host ends in a dot, which no certificate name matches.'
  const labels = host.split('.')
  if (!labels.every((label) => /^[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?$/.test(label)))
    return `“${host}” is not a host name.`
  if (/^[0-9]+$/.test(labels.at(-1) ?? '') && !isIpv4(host))
    return `“${host}” is neither a host name nor an IPv4 address.`
  return undefined
}

const tooLong = (text: string, what: string) =>
  `The ${what} has ${text.length} characters; Station stores at most ${MAX_LENGTH}.`

const isIpv4 = (host: string) => /^(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\.(?!$)|$)){4}$/.test(host)

/** What the writer most likely meant, or undefined when that cannot be told. */
function suggest(text: string, category: Category): string | undefined {
  const [, given, authority = ''] = PARTS.exec(text.replace(/\s/g, '')) ?? []
  const [plain, secure] = SCHEMES[category]
  const lower = given?.toLowerCase() ?? secure
  if (!['http', 'https', 'ws', 'wss'].includes(lower)) return undefined
  const scheme = lower === 'http' || lower === 'ws' ? plain : secure
  const [host = '', port] = authority.slice(authority.lastIndexOf('@') + 1).split(':')
  const better = `${scheme}://${host.replace(/\.$/, '')}:${port ? port.replace(/^0+/, '') : scheme === secure ? 443 : 80}`
  return findMistake(better, category) ? undefined : better
}
