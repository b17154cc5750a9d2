/**
 * Discovery, `/router-info` (cups.md §7, rules.md 29–30): what Station asks, how an answer is read as Station would, and how
 * ours is written. An answer has a `uri` or an `error`, never both, and nothing that is null.
 */
import { type Eui, formatId6, parseEui } from '../identifiers.ts'
import { ok, type Result, refuse } from '../result.ts'

/** Of an answer: Station's buffer for it is not larger, and no honest one comes near. */
export const MAX_ANSWER_BYTES = 4096
/** Of a question: `{"router":"b827:ebff:fea6:7a72"}` with room for other members. */
export const MAX_QUESTION_BYTES = 1024
const MAX_URI = 127
const MUXS_URI = /^(wss?):\/\/([^:/?#@[\]\s]{1,127}):([0-9]{1,5})(\/[\x21-\x7e]*)$/

export interface MuxsUri {
  readonly uri: string
  readonly secure: boolean
  readonly host: string
  readonly port: number
  /** Begins with `/`. */
  readonly path: string
}

/** An answer that a Station can use: where its data link goes, or why it gets none. */
export type RouterInfo =
  | { readonly kind: 'uri'; readonly router: Eui | null; readonly muxs: Eui | null; readonly target: MuxsUri }
  | { readonly kind: 'error'; readonly error: string }

export const routerQuestion = (router: Eui): string => JSON.stringify({ router: formatId6(router) })

/** The `router` of a Station's question; a number or text, with or without Station's prefix `router-`. */
export function readRouterQuestion(text: string): Result<Eui> {
  const json = parseObject(text)
  if (!json) return refuse('The question is not a JSON object.')
  return readId(json.router)
}

/** The URI of a data link: port and path are required, 127 characters fit (cups.md §7). */
export function parseMuxsUri(uri: string): Result<MuxsUri> {
  if (uri.length > MAX_URI) return refuse(`the data link’s URI has ${uri.length} characters; Station keeps ${MAX_URI}.`)
  const [, scheme = '', host = '', port = '', path = ''] = MUXS_URI.exec(uri) ?? []
  if (host === '') return refuse('the data link’s URI is not ws(s)://host:port/path, with a port and a path.')
  if (Number(port) < 1 || Number(port) > 65_535) return refuse('the port of the data link’s URI is above 65535.')
  return ok({ uri, secure: scheme === 'wss', host, port: Number(port), path })
}

/** Reads an answer as strictly as Station does; a refusal says what Station would stumble over. */
export function readRouterInfo(text: string): Result<RouterInfo> {
  if (Buffer.byteLength(text) > MAX_ANSWER_BYTES) return refuse('The answer is too long for a gateway.')
  const json = parseObject(text)
  if (!json) return refuse(/^\s*</.test(text) ? 'The answer is a web page.' : 'The answer is not a JSON object.')
  for (const name of ['uri', 'error', 'router', 'muxs'])
    if (json[name] === null)
      return refuse(`The answer holds "${name}":null, which Station cannot read. The member has to be left out.`)
  if (json.error !== undefined && json.uri !== undefined)
    return refuse('The answer holds both uri and error: Station takes it for an error.')
  if (json.error !== undefined) return ok({ kind: 'error', error: plainText(json.error) })
  if (typeof json.uri !== 'string') return refuse('The answer holds neither uri nor error.')
  const target = parseMuxsUri(json.uri)
  if (!target.ok) return refuse(`Station cannot use the answer: ${target.error}`)
  const router = readId(json.router)
  const muxs = readId(json.muxs)
  return ok({
    kind: 'uri',
    router: router.ok ? router.value : null,
    muxs: muxs.ok ? muxs.value : null,
    target: target.value,
  })
}

/** Our answer with the data link's URI. Absent members are left out. */
export function writeRouterInfo(router: Eui, answer: { readonly uri: string; readonly muxs: Eui | null }): string {
  const muxs = answer.muxs ?? ('0000000000000000' as Eui)
  return JSON.stringify({ router: formatId6(router), muxs: formatId6(muxs), uri: answer.uri })
}

/** Sends Station to its CUPS within a minute (rules.md 30). */
export const writeRouterError = (router: Eui, error: string): string =>
  JSON.stringify({ router: formatId6(router), error })

/**
 * The data link's URI from a template: `{eui}` 16 lower-case digits, `{EUI}` upper-case, `{id6}`. Judged as filled in, so that
 * what is stored can be answered.
 */
export function fillMuxsTemplate(template: string, router: Eui): Result<MuxsUri> {
  const unknown = /\{(?!eui\}|EUI\}|id6\})[^}]*\}?/.exec(template)
  if (unknown) return refuse(`“${unknown[0].slice(0, 24)}” is not known: write {eui}, {EUI} or {id6}.`)
  const filled = template
    .replaceAll('{eui}', router)
    .replaceAll('{EUI}', router.toUpperCase())
    .replaceAll('{id6}', formatId6(router))
  return parseMuxsUri(filled)
}

function readId(value: unknown): Result<Eui> {
  return parseEui(typeof value === 'string' ? value.replace(/^(?:router|muxs)-/, '') : value)
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const json: unknown = JSON.parse(text)
    return typeof json === 'object' && json !== null && !Array.isArray(json)
      ? (json as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}

/** For a person: one line, without what a terminal or page could trip over. */
function plainText(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text
    .replace(/[^\x21-\x7e\u00a1-\ud7ff]+/g, ' ')
    .trim()
    .slice(0, 300)
}
