/** Custom HTTP headers of a connection: RFC 7230 and ThingPark's own limits (tunnel.md §3). */

export interface CustomHeader {
  readonly name: string
  readonly value: string
  /** Never shown again, and asked for again when the URL's origin changes. */
  readonly secret: boolean
}

export interface HeaderProblem {
  readonly index: number
  readonly field: 'name' | 'value'
  readonly detail: string
}

export const MAX_HEADERS = 5
/** Characters of name and value together. */
export const MAX_HEADER = 510

/** ThingPark sets these itself. */
export const FORBIDDEN_HEADERS = [
  'Accept',
  'Host',
  'User-Agent',
  'Content-Length',
  'Content-Type',
  'Expect',
  'Proxy-Authorization',
] as const

/** They speak to the next hop, not to the application server. */
export const HOP_BY_HOP_HEADERS = [
  'Transfer-Encoding',
  'Connection',
  'Upgrade',
  'TE',
  'Trailer',
  'Keep-Alive',
  'Proxy-Connection',
] as const

const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
const VALUE = /^[\x21-\x7e\x20\t]*$/
const includes = (list: readonly string[], name: string) => list.find((one) => one.toLowerCase() === name.toLowerCase())

/** All that is wrong, in the order of the headers. `value` undefined: kept as it is stored, not checked again. */
export function findHeaderProblems(
  headers: readonly { readonly name: string; readonly value: string | undefined }[],
): HeaderProblem[] {
  const seen = new Map<string, number>()
  return headers.flatMap(({ name, value }, index) => {
    const problems: HeaderProblem[] = []
    const twin = seen.get(name.toLowerCase())
    const badName =
      index >= MAX_HEADERS
        ? `A connection has at most ${MAX_HEADERS} headers. Remove this one.`
        : (findNameMistake(name) ??
          (twin === undefined
            ? undefined
            : `Header ${twin + 1} has this name already; names are compared without case. Use each name once.`))
    if (badName) problems.push({ index, field: 'name', detail: badName })
    const badValue = value === undefined ? undefined : findValueMistake(name, value)
    if (badValue) problems.push({ index, field: 'value', detail: badValue })
    if (twin === undefined) seen.set(name.toLowerCase(), index)
    return problems
  })
}

export function findNameMistake(name: string): string | undefined {
  if (name === '') return 'The header has no name.'
  if (!TOKEN.test(name))
    return name.includes(':')
      ? 'Write the name without the colon, and the value in its own field.'
      : 'A header name has letters, digits and !#$%&’*+-.^_`|~ only, without blanks (RFC 7230).'
  if (includes(FORBIDDEN_HEADERS, name)) return `“${name}” is set by the connection itself. Choose another header.`
  if (includes(HOP_BY_HOP_HEADERS, name))
    return `“${name}” is for the connection between two machines, not for your application server. Remove it.`
  return undefined
}

export function findValueMistake(name: string, value: string): string | undefined {
  if (value === '') return 'The header has no value.'
  if (/[\r\n\0]/.test(value)) return 'The value contains a line break or a NUL, which would end the header. Remove it.'
  if (!VALUE.test(value)) return 'The value contains a character outside printable ASCII. Encode it.'
  if (/^[ \t]|[ \t]$/.test(value)) return 'The value begins or ends with a blank, which HTTP drops. Leave it out.'
  const length = name.length + value.length
  if (length > MAX_HEADER) return `Name and value have ${length} characters together. Use at most ${MAX_HEADER}.`
  return undefined
}

/** Said where both are given: the URL's login is sent, the header is not. */
export function findAuthorizationWarning(
  hasLogin: boolean,
  headers: readonly { readonly name: string }[],
): string | undefined {
  return hasLogin && headers.some(({ name }) => name.toLowerCase() === 'authorization')
    ? 'The URL has a login and password: they are sent, and the Authorization header is not. Remove one of them.'
    : undefined
}
