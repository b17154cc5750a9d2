/** The rules of one join server (interop.md, the table of js.yml), wherever it was written. */
import type { Eui } from '../identifiers.ts'
import { checkTls } from './check-tls.ts'
import type { FieldFinding } from './finding.ts'
import {
  COMPONENTS,
  type Entry,
  headerField,
  type JoinServer,
  PROTOCOLS,
  type Protocol,
  REQUEST_PATHS,
  requestUrl,
} from './model.ts'
import { nearestName } from './nearest-name.ts'
import { formatPrefix, type JoinEuiPrefix, parsePrefix } from './prefix.ts'
import type { ServerDraft } from './server-draft.ts'

export interface CheckedServer {
  readonly findings: readonly FieldFinding[]
  /** Undefined with an error among the findings. */
  readonly server: JoinServer | undefined
}

type Report = (severity: FieldFinding['severity'], code: string, field: string, message: string) => void

/** Checks a draft and makes the join server of it. `now` judges the dates of certificates. */
export function checkServer(draft: ServerDraft, now: Date): CheckedServer {
  const findings: FieldFinding[] = []
  const report: Report = (severity, code, field, message) => findings.push({ severity, code, field, message })
  const entries = draft.entries.map((entry, index) => checkEntry(entry, index, report))
  checkAddress(draft, report)
  checkPaths(draft, report)
  const protocol = PROTOCOLS.find((known) => known === draft.protocol)
  if (!protocol) report('error', 'protocol', 'protocol', protocolSentence(draft.protocol))
  const senderNsId = checkNsId(draft, protocol, report)
  checkBasicAuth(draft, report)
  checkHeaders(draft, report)
  const tls = checkTls(draft, now, report)
  if (!protocol || tls === undefined || findings.some(({ severity }) => severity === 'error'))
    return { findings, server: undefined }
  const { file, scheme, fqdn, port, paths, basicAuth, headers } = draft
  const server = { file, entries, scheme, fqdn, port, protocol, paths, senderNsId, basicAuth, headers, tls }
  return { findings, server }
}

function checkEntry(entry: ServerDraft['entries'][number], index: number, report: Report): Entry {
  const field = `entries.${index}`
  const known = entry.components.filter((name) => (COMPONENTS as readonly string[]).includes(name))
  entry.components.forEach((name, at) => {
    if ((COMPONENTS as readonly string[]).includes(name)) return
    const near = nearestName(name, COMPONENTS)
    const hint = near ? `Did you mean “${near}”?` : 'The network server is “ns”, the application server “as”.'
    report(
      'warning',
      'component',
      `${field}.components.${at}`,
      `“${name}” is no component of The Things Stack that reads this. ${hint}`,
    )
  })
  if (entry.components.length > 0)
    report(
      'warning',
      'components-version',
      `${field}.components`,
      'Components need The Things Stack 3.21 or newer: an older one refuses the whole file.',
    )
  if (entry.components.length > 0 && known.length === 0)
    report(
      'warning',
      'never-selected',
      `${field}.components`,
      'Neither the network server nor the application server reads this entry. Name ns, as or both, or leave components out.',
    )
  if (entry.joinEuis.length === 0)
    report(
      'warning',
      'no-join-euis',
      `${field}.join-euis`,
      'This entry has no JoinEUI prefixes, so it never matches. Add at least one.',
    )
  const seen = new Set<string>()
  const joinEuis: JoinEuiPrefix[] = []
  for (const [at, text] of entry.joinEuis.entries()) {
    const parsed = parsePrefix(text)
    const place = `${field}.join-euis.${at}`
    if (!parsed.ok) {
      report('error', 'prefix', place, parsed.error)
      continue
    }
    const { prefix, hostBits } = parsed.value
    const normal = formatPrefix(prefix)
    if (hostBits)
      report(
        'warning',
        'host-bits',
        place,
        `“${text}” has bits set after the first ${prefix.length}, which do not count. Write ${normal}.`,
      )
    if (seen.has(normal))
      report('error', 'duplicate-prefix', place, `${normal} stands twice in this entry. Remove one.`)
    else joinEuis.push(prefix)
    seen.add(normal)
  }
  return { components: entry.components, joinEuis }
}

function checkAddress(draft: ServerDraft, report: Report): void {
  const { scheme, fqdn, port } = draft
  if (!/^(?:[a-z][a-z0-9+.-]*)?$/i.test(scheme))
    report('error', 'scheme', 'scheme', `“${scheme.slice(0, 40)}” is no scheme. Write https, or leave the scheme out.`)
  else if (scheme !== '' && scheme !== 'https')
    report(
      'warning',
      'scheme',
      'scheme',
      `With the scheme “${scheme}” keys of devices travel without TLS. Use https, or leave the scheme out.`,
    )
  if (draft.dns)
    report(
      'error',
      'dns',
      'dns',
      'The Things Stack no longer looks join servers up in DNS and refuses “dns”. Remove it and write the fqdn.',
    )
  const url = /^([a-z]+):\/\/([^/:]*)(?::([0-9]+))?(.*)$/i.exec(fqdn)
  if (fqdn === '')
    report(
      'error',
      'fqdn',
      'fqdn',
      'The fqdn is missing. Write the host name of the join server, such as js.example.com.',
    )
  else if (url)
    report(
      'error',
      'fqdn',
      'fqdn',
      `“${fqdn}” is a URL. Write ${url[2] || 'the host name'} as fqdn${url[3] ? `, ${url[3]} as port` : ''} and a path under paths.`,
    )
  else if (/^\[?[0-9a-f]*:[0-9a-f:.]*\]?$/i.test(fqdn)) {
    if (!/^\[.+\]$/.test(fqdn)) report('error', 'fqdn', 'fqdn', `An IPv6 address needs brackets here: "[${fqdn}]".`)
  } else if (fqdn.includes(':')) report('error', 'fqdn', 'fqdn', `“${fqdn}” holds a port. Write it as port.`)
  else if (fqdn.includes('/')) report('error', 'fqdn', 'fqdn', `“${fqdn}” holds a path. Write it under paths.`)
  else if (
    fqdn.length > 253 ||
    !/^(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.?$/i.test(fqdn)
  )
    report('error', 'fqdn', 'fqdn', `“${fqdn}” is no host name. Write it as in js.example.com.`)
  else if (fqdn.endsWith('.'))
    report(
      'warning',
      'fqdn-dot',
      'fqdn',
      'The dot at the end is compared with the names in the certificate by some servers. Leave it out.',
    )
  if (port !== null && (!Number.isInteger(port) || port < 0 || port > 65_535))
    report('error', 'port', 'port', `${port} is no port. Write 1 to 65535, or leave it out for 443.`)
}

/** As in the API: what is imported can be changed there. */
const MOST_CHARACTERS = { path: 1_000, username: 255, password: 1_024, header: 4_096 } as const
const MOST_HEADERS = 50

function tooLong(field: string, text: string, most: number, report: Report): void {
  if (text.length > most)
    report('error', 'too-long', field, `This has ${text.length} characters; at most ${most} are kept. Shorten it.`)
}

function checkPaths(draft: ServerDraft, report: Report): void {
  for (const { name, field } of REQUEST_PATHS) {
    const path = draft.paths[name]
    const place = `paths.${field}`
    if (path.length > MOST_CHARACTERS.path) tooLong(place, path, MOST_CHARACTERS.path, report)
    else if (/[\p{Cc} ]/u.test(path) || !URL.canParse(`https://x/${path}`)) {
      report(
        'error',
        'path',
        place,
        `“${path}” holds blanks or control characters, which a URL cannot. Write them as %20 and the like.`,
      )
    } else if (path.startsWith('/')) {
      const bare = { ...draft, fqdn: draft.fqdn || 'js.example.com' }
      report(
        'warning',
        'path-slash',
        place,
        `A “/” is put before the path, so this asks ${requestUrl(bare, name)}. Leave the first “/” out.`,
      )
    } else if (path.includes('#')) {
      report('warning', 'path-fragment', place, 'What follows “#” is never sent. Write it as %23, or remove it.')
    }
  }
}

function protocolSentence(protocol: string): string {
  if (protocol === '') return 'The protocol is missing. Write BI1.0 or BI1.1, as the operator of the join server says.'
  const digits = /1[._]?([01])/.exec(protocol)?.[1]
  return `“${protocol}” is no protocol. Write ${digits ? `BI1.${digits}` : 'BI1.0 or BI1.1'}, exactly so.`
}

function checkNsId(draft: ServerDraft, protocol: Protocol | undefined, report: Report): Eui | null {
  const { senderNsId } = draft
  if (senderNsId === null || senderNsId === '') return null
  if (!/^[0-9a-f]{16}$/i.test(senderNsId)) {
    const bare = senderNsId.replace(/^0x|[-:]/gi, '')
    const fix = /^[0-9a-f]{16}$/i.test(bare) ? ` Write "${bare.toUpperCase()}".` : ' Write 16 hex digits in quotes.'
    report('error', 'sender-ns-id', 'sender-ns-id', `“${senderNsId.slice(0, 40)}” is no NSID.${fix}`)
    return null
  }
  if (protocol === 'BI1.0')
    report(
      'error',
      'sender-ns-id',
      'sender-ns-id',
      'Backend Interfaces 1.0 knows no NSID, and The Things Stack refuses every join with one. Remove sender-ns-id, or use BI1.1.',
    )
  return senderNsId.toLowerCase() as Eui
}

function checkBasicAuth({ basicAuth, headers }: ServerDraft, report: Report): void {
  if (!basicAuth) return
  const { username, password } = basicAuth
  tooLong('basic-auth.username', username, MOST_CHARACTERS.username, report)
  tooLong('basic-auth.password', password, MOST_CHARACTERS.password, report)
  if (username === '') {
    if (password !== '')
      report(
        'warning',
        'basic-auth',
        'basic-auth.username',
        'Without a username the password is not sent. Add the username, or remove basic-auth.',
      )
    return
  }
  if (username.includes(':'))
    report(
      'error',
      'basic-auth',
      'basic-auth.username',
      'A username of basic-auth cannot hold a colon: the server would take what follows for the password.',
    )
  if (headers.some(({ name }) => name.toLowerCase() === 'authorization'))
    report(
      'warning',
      'authorization',
      headerField('authorization'),
      'basic-auth takes the place of this header, which is never sent. Keep one of the two.',
    )
}

function checkHeaders({ headers }: ServerDraft, report: Report): void {
  if (headers.length > MOST_HEADERS) {
    const message = `These are ${headers.length} headers; at most ${MOST_HEADERS} are kept. Remove those that the join server does not need.`
    report('error', 'too-many', 'headers', message)
    return
  }
  const seen = new Set<string>()
  for (const { name, value } of headers) {
    const field = headerField(name)
    if (!/^[!#$%&'*+.^_`|~0-9a-z-]{1,100}$/i.test(name))
      report(
        'error',
        'header',
        field,
        `“${name.slice(0, 100)}” is no name of an HTTP header. Use letters, digits and dashes.`,
      )
    tooLong(field, value, MOST_CHARACTERS.header, report)
    if (/(?!\t)\p{Cc}/u.test(value))
      report(
        'error',
        'header',
        field,
        `The value of ${name} holds a line break or another control character. Remove it.`,
      )
    if (seen.has(field))
      report('error', 'header', field, `${name} occurs twice: HTTP does not tell upper from lower case. Keep one.`)
    if (field === 'headers.host')
      report(
        'warning',
        'header',
        field,
        'The Things Stack does not send a Host header of its own: it takes the fqdn. Remove it.',
      )
    if (field === 'headers.content-type')
      report(
        'warning',
        'header',
        field,
        'This takes the place of application/json, which join servers expect. Remove it.',
      )
    seen.add(field)
  }
}
