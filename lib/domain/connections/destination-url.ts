/**
 * The URL of an application server: RFC 3986, read from the raw text before any URL parser mends it (tunnel.md §3).
 * WHATWG's parser accepts blanks, backslashes and `%zz`, and turns `0x7f.1` and `2130706433` into 127.0.0.1.
 */
import { ok, type Result, refuse } from '../result.ts'

/** Percent-decoded; sent as `Authorization: Basic`. */
export interface UrlLogin {
  readonly login: string
  readonly password: string
}

export interface DestinationUrl {
  /** Without login and password; scheme and host in lower case, the rest byte for byte as given. */
  readonly url: string
  readonly login: UrlLogin | null
  readonly scheme: 'http' | 'https'
  /** In lower case; an IPv6 address without brackets. */
  readonly host: string
  /** 1..65535, also where the URL names none. */
  readonly port: number
  /** Path and query as they go on the request line; `/` at least. */
  readonly target: string
  /** Scheme, host and port: secrets are asked for again when it changes. */
  readonly origin: string
  readonly warnings: readonly string[]
}

export const MAX_URL = 2000
const PARTS = /^([A-Za-z][A-Za-z0-9+.-]*):\/\/([^/?#]*)([^?#]*)(\?[^#]*)?$/
const EXAMPLE = 'Write it like https://as.example.com/uplinks'
/** The parameters that every report adds (tunnel.md §1). */
const OURS = ['LrnDevEui', 'LrnFPort', 'LrnInfos', 'AS_ID', 'Time', 'Token']

/** Reads the URL; a refusal names the rule that is broken. */
export function readDestinationUrl(text: string): Result<DestinationUrl> {
  const mistake = findTextMistake(text)
  if (mistake) return refuse(mistake)
  const [, givenScheme = '', authority = '', path = '', query = ''] = PARTS.exec(text) ?? []
  const scheme = givenScheme.toLowerCase()
  if (scheme !== 'https' && scheme !== 'http')
    return refuse(
      givenScheme ? `The scheme “${givenScheme.slice(0, 16)}” does not fit. Begin with https://` : NO_SCHEME,
    )
  if (authority === '') return refuse(`The URL has no host between “//” and “/”. ${EXAMPLE}`)
  const split = splitAuthority(authority)
  if (!split.ok) return split
  const { login, host, port } = split.value
  const badHost = findHostMistake(host)
  if (badHost) return refuse(badHost)
  const bracket = /[[\]]/.exec(path + query)
  if (bracket) return refuse(`“${bracket[0]}” may only stand around an IPv6 address. Write ${encode(bracket[0])}.`)
  const ours = namesIn(query).find((name) => OURS.includes(name))
  if (ours) return refuse(`The query holds “${ours}”, which every report adds itself. Leave it out of the URL.`)
  const shownHost = host.toLowerCase()
  const effective = port ?? (scheme === 'https' ? 443 : 80)
  return ok({
    url: `${scheme}://${shownHost}${port === undefined ? '' : `:${port}`}${path}${query}`,
    login,
    scheme,
    host: shownHost.replace(/^\[|\]$/g, ''),
    port: effective,
    target: `${path === '' ? '/' : path}${query}`,
    origin: `${scheme}://${shownHost}:${effective}`,
    warnings: scheme === 'http' ? [PLAIN] : [],
  })
}

const NO_SCHEME = `The URL does not begin with https://. ${EXAMPLE}`
const PLAIN =
  'Over http:// everybody on the way reads the reports, the headers and the login. Use https:// where you can.'
const encode = (character: string): string =>
  [...new TextEncoder().encode(character)]
    .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`)
    .join('')

/** What is wrong with the characters, before anything is taken apart. */
function findTextMistake(text: string): string | undefined {
  if (text.trim() === '') return 'The URL is empty. Give the address that your application server listens on.'
  if (text !== text.trim()) return 'The URL begins or ends with a blank. Leave it out.'
  if (text.length > MAX_URL) return `The URL has ${text.length} characters. Use at most ${MAX_URL}.`
  if (/[\t\r\n\0]/.test(text)) return 'The URL contains a line break, a tab or a NUL. Remove it.'
  if (text.includes(' ')) return 'The URL contains a blank, which RFC 3986 does not allow. Write %20.'
  if (text.includes('\\')) return `The URL contains a backslash. URLs have “/”. ${EXAMPLE}`
  const foreign = /[^\x21-\x7e]/u.exec(text)
  if (foreign) return 'The URL contains characters outside ASCII. Percent-encode them; a host name needs its xn-- form.'
  if (text.includes('#')) return 'The URL has a fragment (“#”), which is never sent. Leave it out.'
  const odd = /[^A-Za-z0-9\-._~:/?@!$&'()*+,;=%[\]]/.exec(text)
  if (odd) return `“${odd[0]}” is not allowed in a URL (RFC 3986). Write ${encode(odd[0])}.`
  const percent = /%(?![0-9A-Fa-f]{2}).{0,2}/.exec(text)
  if (percent) return `“${percent[0]}” is no percent-encoding. Two hex digits follow a “%”; the sign itself is %25.`
  if (!/^[A-Za-z][A-Za-z0-9+.-]*:/.test(text)) return NO_SCHEME
  if (!/^[A-Za-z][A-Za-z0-9+.-]*:\/\//.test(text)) return `Two slashes are missing after the scheme. ${EXAMPLE}`
  return undefined
}

interface Authority {
  readonly login: UrlLogin | null
  /** With brackets for IPv6. */
  readonly host: string
  readonly port: number | undefined
}

function splitAuthority(authority: string): Result<Authority> {
  const parts = authority.split('@')
  if (parts.length > 2) return refuse('The URL has two “@”. Write one that belongs to the login or password as %40.')
  const login = parts.length === 2 ? readLogin(parts[0] ?? '') : ok(null)
  if (!login.ok) return login
  const hostPort = parts.at(-1) ?? ''
  const match = /^(\[[^\]]*\]|[^:[]*)(?::([^:]*))?$/.exec(hostPort)
  if (!match && hostPort.startsWith('['))
    return refuse(`“${hostPort.slice(0, 64)}” is not an IPv6 address in brackets with, at most, a port behind them.`)
  if (!match) return refuse('The host has a colon too many. Put an IPv6 address in brackets, such as [2001:db8::1].')
  const [, host = '', digits] = match
  if (host === '') return refuse(`The URL has no host. ${EXAMPLE}`)
  if (digits === undefined) return ok({ login: login.value, host, port: undefined })
  if (digits === '') return refuse('The port is missing after the colon. Write it, or leave the colon out.')
  if (!/^[0-9]+$/.test(digits)) return refuse('The port is not a number. Use 1 to 65535.')
  const port = Number(digits)
  if (digits.startsWith('0') || port > 65_535)
    return refuse(`Port ${digits.slice(0, 12)} does not exist. Use 1 to 65535.`)
  return ok({ login: login.value, host, port })
}

function readLogin(userinfo: string): Result<UrlLogin> {
  const colon = userinfo.indexOf(':')
  const login = decode(colon < 0 ? userinfo : userinfo.slice(0, colon))
  const password = decode(colon < 0 ? '' : userinfo.slice(colon + 1))
  if (login === undefined || password === undefined || /\p{Cc}/u.test(login + password))
    return refuse('The login or password is not text in UTF-8, or holds a control character. Encode it again.')
  if (login === '') return refuse('The login before “@” is empty. Write it, or leave the “@” out.')
  if (login.includes(':'))
    return refuse('The login contains a colon, which HTTP Basic cannot carry. Use another login.')
  return ok({ login, password })
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

function findHostMistake(host: string): string | undefined {
  if (host.startsWith('[')) {
    if (host.includes('%')) return 'An address with a zone (“%”) names a network of one machine. Use a host name.'
    return isIpv6(host) ? undefined : `“${host.slice(0, 64)}” is not an IPv6 address.`
  }
  if (host.includes('%')) return 'The host is percent-encoded. Write it in plain letters.'
  const [bare = ''] = host.split(/\.$/)
  const labels = bare.split('.')
  if (/^(?:[0-9]+|0[xX][0-9A-Fa-f]*)$/.test(labels.at(-1) ?? '')) return findIpv4Mistake(host)
  if (host.endsWith('.')) return 'The host ends in a dot. Leave it out: certificates never name it.'
  if (host.length > 253) return `The host has ${host.length} characters. A host name has at most 253.`
  const good = labels.every((label) => /^[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?$/.test(label))
  return good ? undefined : `“${host.slice(0, 64)}” is not a host name. Labels have letters, digits and “-”.`
}

/** Strict dotted decimals only: every other notation hides the address that is meant. */
function findIpv4Mistake(host: string): string | undefined {
  if (/^(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\.(?!$)|$)){4}$/.test(host)) return undefined
  const meant = hostOf(`http://${host}/`)
  const shown = host.slice(0, 64)
  return meant
    ? `“${shown}” is a disguised notation of the address ${meant}. Write the four decimal numbers, or a host name.`
    : `“${shown}” is neither a host name nor an IPv4 address. An address has four decimal numbers from 0 to 255.`
}

const isIpv6 = (host: string): boolean => /^\[[0-9A-Fa-f:.]+\]$/.test(host) && hostOf(`http://${host}/`) !== undefined

function hostOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).hostname : undefined
}

/** Percent-decoded names of a query. */
const namesIn = (query: string): string[] =>
  query
    .slice(1)
    .split('&')
    .map((pair) => decode(pair.split('=', 1)[0] ?? '') ?? '')
