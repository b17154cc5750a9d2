/** The command line of a request: real values, and never a secret. The token of the API comes from the environment. */
import { shellWord } from '#lib/domain/shell-word.ts'
import { type Call, callsOf, SENT, type Secrets } from './call.ts'

export interface CurlCall {
  readonly command: string
  /** Of the environment, beside the API token. */
  readonly variables: readonly string[]
  /** Files that are read, as they were named. */
  readonly files: readonly string[]
  /** A body too large to be shown: the file to be made first, with its whole content, secrets too. */
  readonly body?: { readonly name: string; readonly secret: boolean; text(): string }
}

/** Characters of a body that are still read with pleasure; beyond, it goes into a file. */
const MAX_SHOWN = 12_000
/** Beyond, nobody fills them in: the body goes into a file. */
const MAX_SECRETS = 8

/** What `send` would send, as commands for a POSIX shell. */
export function curlCalls(origin: string, send: (as: Secrets) => unknown): readonly CurlCall[] {
  const shown = standIns()
  const calls = callsOf(() => send(shown.secrets))
  return calls.map((call, index) => {
    if (call.upload !== undefined) return uploadCall(origin, call, call.upload)
    if (call.body === undefined) return { command: commandOf(origin, call, [AUTHORIZED]), variables: [], files: [] }
    const json = JSON.stringify(call.body, null, 2)
    const held = shown.within(json)
    if (json.length > MAX_SHOWN || held.length > MAX_SECRETS) {
      const name = `${/([\w-]+)(?:\?|$)/.exec(call.path)?.[1] ?? 'body'}.json`
      const text = () => `${JSON.stringify(callsOf(() => send(SENT))[index]?.body, null, 2)}\n`
      return {
        command: commandOf(origin, call, [AUTHORIZED, JSON_TYPE, `--data @${name}`]),
        variables: [],
        files: [],
        body: { name, secret: held.length > 0, text },
      }
    }
    const lines = [AUTHORIZED, JSON_TYPE, '-d @- <<JSON']
    const named = (kind: StandIn['kind'][]) => [
      ...new Set(held.filter((one) => kind.includes(one.kind)).map(({ name }) => name)),
    ]
    return {
      command: `${commandOf(origin, call, lines)}\n${shown.forShell(json)}\nJSON`,
      variables: named(['variable']),
      files: named(['file', 'text']),
    }
  })
}

const AUTHORIZED = '-H "Authorization: Bearer $GATEHOUSE_TOKEN"'
const JSON_TYPE = "-H 'Content-Type: application/json'"

/** curl sends a POST by itself where data is given. */
function commandOf(origin: string, { method, path, body }: Call, options: readonly string[]): string {
  const verb = method === (body === undefined ? 'GET' : 'POST') ? '' : `-X ${method} `
  return [`curl ${verb}${shellWord(origin + path)}`, ...options].join(' \\\n  ')
}

/** `-T` sends the file as it reads it. */
function uploadCall(origin: string, { method, path }: Call, file: string): CurlCall {
  const command = [
    `curl -X ${method} -T ${shellWord(file)}`,
    AUTHORIZED,
    "-H 'Content-Type: application/octet-stream'",
    shellWord(origin + path),
  ].join(' \\\n  ')
  return { command, variables: [], files: [file] }
}

interface StandIn {
  readonly kind: 'variable' | 'file' | 'text'
  readonly name: string
}

/**
 * Marks in place of secrets, and what the shell reads in their place. A mark holds a number that nobody knows before, so that no
 * typed text can be one. A value that is put in by the shell must not hold `"` or `\`: those would have to be escaped for JSON.
 */
function standIns() {
  const list: StandIn[] = []
  const salt = Math.random().toString(36).slice(2)
  const put = (kind: StandIn['kind']) => (value: string, name: string) => {
    if (value === '') return ''
    list.push({ kind, name })
    return `\u{e000}${salt}.${list.length - 1}\u{e001}`
  }
  const marks = new RegExp(`\u{e000}${salt}\\.(\\d+)\u{e001}(?=(\\w?))`, 'gu')
  const at = (index: string): StandIn | undefined => list[Number(index)]
  return {
    secrets: { variable: put('variable'), file: put('file'), text: put('text') } satisfies Secrets,
    within: (json: string) => [...json.matchAll(marks)].flatMap(([, index = '']) => at(index) ?? []),
    /** For an unquoted here-document: what the shell would expand is escaped. */
    forShell: (json: string) =>
      json.replace(/[\\$`]/g, '\\$&').replace(marks, (_, index: string, next: string) => {
        const one = at(index)
        return one ? READ[one.kind](one.name, next !== '') : ''
      }),
  }
}

const READ: Readonly<Record<StandIn['kind'], (name: string, more: boolean) => string>> = {
  variable: (name, more) => (more ? `\${${name}}` : `$${name}`),
  file: (name) => `$(base64 < ${shellWord(name)} | tr -d '\\n')`,
  text: (name) => `$(awk 1 ORS='\\\\n' ${shellWord(name)})`,
}
