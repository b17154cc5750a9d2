/** Writes config.yml and js.yml: every text in double quotes, so that no reader takes one for a number. */

import { type JoinServer, REQUEST_PATHS } from './model.ts'
import { formatPrefix } from './prefix.ts'

/** A secret that is not written: null. */
type Shown = string | null

const LEFT_OUT = ' # left out: add it here'

/** `config.yml` of these join servers, in their order. */
export function writeConfig(servers: readonly JoinServer<unknown, unknown>[]): string {
  const entries = servers.flatMap(({ file, entries }) => entries.map((entry) => ({ file, ...entry })))
  if (entries.length === 0) return 'join-servers: []\n'
  const lines = entries.flatMap(({ file, components, joinEuis }) => [
    `  - file: ${quoted(`./${file}`)}`,
    ...(components.length > 0 ? [`    components: [${components.map(quoted).join(', ')}]`] : []),
    ...(joinEuis.length > 0
      ? ['    join-euis:', ...joinEuis.map((prefix) => `      - ${quoted(formatPrefix(prefix))}`)]
      : []),
  ])
  return `${['join-servers:', ...lines].join('\n')}\n`
}

/** One js.yml. What is left out by default stays left out. */
export function writeJoinServer(server: JoinServer<Shown, unknown>): string {
  const { scheme, fqdn, port, protocol, paths, senderNsId, basicAuth, headers, tls } = server
  const lines = [
    ...(scheme ? [`scheme: ${quoted(scheme)}`] : []),
    `fqdn: ${quoted(fqdn)}`,
    ...(port ? [`port: ${port}`] : []),
    `protocol: ${quoted(protocol)}`,
  ]
  const given = REQUEST_PATHS.filter(({ name }) => paths[name] !== '')
  if (given.length > 0) lines.push('paths:', ...given.map(({ name, field }) => `  ${field}: ${quoted(paths[name])}`))
  if (senderNsId) lines.push(`sender-ns-id: ${quoted(senderNsId.toUpperCase())}`)
  if (basicAuth)
    lines.push('basic-auth:', `  username: ${quoted(basicAuth.username)}`, `  password: ${secret(basicAuth.password)}`)
  if (tls) {
    lines.push('tls:')
    if (tls.source) lines.push(`  source: ${quoted(tls.source)}`)
    if (tls.rootCa) lines.push(`  root-ca: ${quoted(tls.rootCa.path)}`)
    if (tls.certificate) lines.push(`  certificate: ${quoted(tls.certificate.path)}`)
    if (tls.key) lines.push(`  key: ${quoted(tls.key.path)}`)
  }
  if (headers.length > 0)
    lines.push('headers:', ...headers.map(({ name, value }) => `  ${quoted(name)}: ${secret(value)}`))
  return `${lines.join('\n')}\n`
}

const secret = (value: Shown): string => (value === null ? `""${LEFT_OUT}` : quoted(value))

/** A double-quoted scalar of YAML 1.1 and 1.2 alike: JSON, with what YAML takes for line breaks or cannot print escaped. */
function quoted(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\u00a0\u2028\u2029\ufeff\ufffe\uffff]/g,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
