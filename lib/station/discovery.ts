/**
 * The LNS side of Station as far as discovery goes (cups.md §7): it asks at tc.uri where its data link goes and opens it, with
 * tc trust, crt and key for both. On `error` it turns to CUPS after one RESYNC (rules.md 30).
 */
import { connect as connectTcp } from 'node:net'
import { connect as connectTls } from 'node:tls'
import WebSocket from 'ws'
import { type Eui, formatId6 } from '#lib/domain/identifiers.ts'
import type { Authentication } from './credential-files.ts'
import type { Home } from './home.ts'
import { checkStationUri, MAX_URI_LENGTH } from './station-uri.ts'
import { setUpTls } from './tls-options.ts'

export interface LnsOutcome {
  /** `up`: the data link opened. `error`: discovery sent Station away. `none`: there is no tc.uri. */
  readonly result: 'up' | 'error' | 'failed' | 'none'
  readonly reason: string | null
  /** The text that discovery answered, as it came. */
  readonly answer: string | null
  /** Where the data link goes. */
  readonly muxs: string | null
  readonly authentication: Authentication
}

const NOTHING: LnsOutcome = { result: 'none', reason: null, answer: null, muxs: null, authentication: 'none' }

/** One attempt: discovery, then the data link, which is closed again once it stands. Never throws for what a server does. */
export async function connectLns(home: Home, router: Eui, timeoutMs: number): Promise<LnsOutcome> {
  const uri = home.uri('tc', 'reg')
  if (uri === null) return NOTHING
  const checked = checkStationUri('tc', uri)
  if (!checked.ok) return { ...NOTHING, result: 'failed', reason: checked.reason }
  const { address } = checked
  const asked = await exchange(
    home,
    { ...address, path: '/router-info' },
    timeoutMs,
    JSON.stringify({ router: formatId6(router) }),
  )
  const outcome = { ...NOTHING, answer: asked.text, authentication: asked.authentication }
  if (asked.text === null) return { ...outcome, result: 'failed', reason: asked.reason }
  const info = readAnswer(asked.text)
  if ('failed' in info) return { ...outcome, result: 'failed', reason: info.failed }
  if ('error' in info) return { ...outcome, result: 'error', reason: info.error }
  const linked = await exchange(home, info, timeoutMs, null)
  return {
    ...outcome,
    muxs: info.uri,
    result: linked.reason === null ? 'up' : 'failed',
    reason: linked.reason,
  }
}

interface Endpoint {
  readonly tls: boolean
  readonly host: string
  readonly port: number
  readonly path: string
}

type Answer = { readonly failed: string } | { readonly error: string } | (Endpoint & { readonly uri: string })

/** As Station's parser takes it: no null, `error` wins over `uri`, and a URI needs a port and a path. */
function readAnswer(text: string): Answer {
  let json: Record<string, unknown>
  try {
    json = JSON.parse(text) as Record<string, unknown>
  } catch {
    return { failed: 'the answer is no JSON' }
  }
  for (const name of ['router', 'muxs', 'uri', 'error'])
    if (json[name] === null) return { failed: `the answer holds ${name}: null` }
  if (json.error !== undefined) return { error: String(json.error) }
  if (typeof json.router !== 'string') return { failed: 'the answer has no router' }
  if (typeof json.uri !== 'string' || json.uri.length > MAX_URI_LENGTH)
    return { failed: 'the answer has no uri that fits' }
  const [, secure, host = '', port = '', path = ''] = /^ws(s?):\/\/([^:/]+):(\d{1,5})(\/.*)$/.exec(json.uri) ?? []
  if (host === '') return { failed: `${json.uri} is not ws(s)://host:port/path` }
  return { tls: secure === 's', host, port: Number(port), path, uri: json.uri }
}

interface Exchanged {
  readonly text: string | null
  readonly reason: string | null
  readonly authentication: Authentication
}

/** `question` null: the WebSocket only has to open. */
function exchange(home: Home, at: Endpoint, timeoutMs: number, question: string | null): Promise<Exchanged> {
  const tls = at.tls ? setUpTls('tc', home.credentials('tc', 'reg'), at.host) : null
  if (tls && !tls.ok) return Promise.resolve({ text: null, reason: tls.reason, authentication: 'none' })
  const authentication = tls?.authentication ?? 'none'
  const headers: Record<string, string> = { Host: `${at.host}:${at.port}` }
  for (const line of tls?.token?.toString('latin1').split('\r\n') ?? []) {
    const colon = line.indexOf(':')
    if (colon > 0) headers[line.slice(0, colon)] = line.slice(colon + 2)
  }
  return new Promise((resolve) => {
    const target = { host: at.host, port: at.port }
    const socket = new WebSocket(`ws://${at.host}:${at.port}${at.path}`, {
      createConnection: () => (tls ? connectTls({ ...tls.options, ...target }) : connectTcp(target)),
      headers,
      perMessageDeflate: false,
    })
    const settle = (text: string | null, reason: string | null) => {
      clearTimeout(timer)
      socket.terminate()
      resolve({ text, reason, authentication })
    }
    const timer = setTimeout(() => settle(null, 'LNS timed out'), timeoutMs)
    socket.once('open', () => (question === null ? settle(null, null) : socket.send(question)))
    socket.once('message', (data: Buffer) => settle(data.toString(), null))
    socket.on('error', (error) => settle(null, error.message))
    socket.once('close', () => settle(null, 'Connection closed unexpectedly'))
  })
}
