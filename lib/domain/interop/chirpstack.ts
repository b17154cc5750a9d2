/**
 * The same configuration for ChirpStack: `[[join_server.servers]]` of chirpstack.toml. ChirpStack takes the first prefix
 * that matches in the order of the file, so the longest comes first; what it cannot do is said, never dropped silently.
 */
import { stringify } from 'smol-toml'
import { readCredentialFile } from '../credential-file.ts'
import { routesOf } from './check-prefixes.ts'
import { type Configuration, type JoinServer, REQUEST_PATHS, requestUrl } from './model.ts'
import { formatPrefix } from './prefix.ts'
import { folderOf, resolvePath } from './relative-path.ts'

export interface ChirpStackExport {
  readonly toml: string
  /** What ChirpStack cannot express, or what has to be added by hand. */
  readonly notes: readonly { readonly file: string; readonly message: string }[]
}

const FOLDER = '/etc/chirpstack/join-servers/'

/** `folder` is where the TLS files will lie on the server of ChirpStack. Secrets that are null are left out. */
export function writeChirpStack(
  configuration: Configuration<string | null, string>,
  folder = FOLDER,
): ChirpStackExport {
  const base = folder.endsWith('/') ? folder : `${folder}/`
  const routes = routesOf(configuration, 'ns').toSorted(
    (a, b) =>
      b.prefix.length - a.prefix.length || (a.prefix.eui < b.prefix.eui ? -1 : a.prefix.eui > b.prefix.eui ? 1 : 0),
  )
  const byFile = new Map(configuration.servers.map((server) => [server.file, server]))
  const notes: { file: string; message: string }[] = []
  const taken = new Map<string, string>()
  const servers = routes.flatMap(({ file, prefix }) => {
    const server = byFile.get(file)
    const normal = formatPrefix(prefix)
    const first = taken.get(normal)
    if (!server || first === file) return []
    if (first !== undefined) {
      notes.push({
        file,
        message: `ChirpStack has no races: ${normal} goes to ${first} alone, and ${file} is not asked.`,
      })
      return []
    }
    taken.set(normal, file)
    return [serverTable(server, normal.toLowerCase(), base)]
  })
  for (const server of configuration.servers) notes.push(...notesOf(server))
  const head = [
    '# Join servers for chirpstack.toml (ChirpStack v4). The first prefix that matches is asked, so the longest comes first.',
    ...notes.map(({ file, message }) => `# ${file}: ${message}`),
  ]
  const body = servers.length > 0 ? stringify({ join_server: { servers } }) : '[join_server]\n'
  return { toml: `${head.map(oneLine).join('\n')}\n\n${body.trimEnd()}\n`, notes }
}

function serverTable(server: JoinServer<string | null, string>, prefix: string, base: string): Record<string, string> {
  const { tls, basicAuth, headers } = server
  const pathOf = (file: { readonly path: string }) => {
    const path = resolvePath(folderOf(server.file), file.path)
    return path.ok ? `${base}${path.value}` : ''
  }
  const authorization = basicAuth?.username
    ? basicAuth.password !== null &&
      `Basic ${Buffer.from(`${basicAuth.username}:${basicAuth.password}`).toString('base64')}`
    : headers.find(({ name }) => name.toLowerCase() === 'authorization')?.value
  return {
    join_eui_prefix: prefix,
    server: requestUrl(server, 'join'),
    ...(tls?.rootCa ? { ca_cert: pathOf(tls.rootCa) } : {}),
    ...(tls?.certificate ? { tls_cert: pathOf(tls.certificate) } : {}),
    ...(tls?.key ? { tls_key: pathOf(tls.key) } : {}),
    ...(authorization ? { authorization_header: authorization } : {}),
  }
}

function notesOf(server: JoinServer<string | null, string>): { file: string; message: string }[] {
  const { file, entries, protocol, paths, senderNsId, basicAuth, headers, tls } = server
  const messages: string[] = []
  if (entries.some(({ components }) => components.length > 0 && !components.includes('ns')))
    messages.push(
      'Entries for the application server alone are left out: ChirpStack asks join servers for joins and takes the AppSKey from there.',
    )
  if (protocol === 'BI1.1')
    messages.push(
      'ChirpStack speaks Backend Interfaces 1.0, not 1.1. Ask the operator of the join server whether it takes both.',
    )
  if (senderNsId) messages.push('ChirpStack sends no NSID (sender-ns-id); it names itself by its NetID.')
  const others = REQUEST_PATHS.filter(({ name }) => name !== 'join' && paths[name] !== '' && paths[name] !== paths.join)
  if (others.length > 0)
    messages.push(
      `ChirpStack has one address for all requests: that of joins. Left out: ${others.map(({ field }) => `paths.${field}`).join(', ')}.`,
    )
  const auth = basicAuth?.username ? 'authorization' : ''
  const dropped = headers.filter(({ name }) => name.toLowerCase() !== 'authorization' && name.toLowerCase() !== auth)
  if (dropped.length > 0)
    messages.push(
      `ChirpStack sends no headers of your own but Authorization. Left out: ${dropped.map(({ name }) => name).join(', ')}.`,
    )
  const secret = basicAuth?.username
    ? basicAuth.password === null
    : headers.some(({ name, value }) => name.toLowerCase() === 'authorization' && value === null)
  if (secret) messages.push('The secret of authorization_header is not part of a download. Add the line by hand.')
  if (basicAuth?.username || headers.some(({ name }) => name.toLowerCase() === 'authorization'))
    messages.push('authorization_header needs a ChirpStack that knows it for join servers; an older one ignores it.')
  if (tls?.source === 'key-vault')
    messages.push(
      'ChirpStack has no key vault. Write the client certificate and its key to files and name them in tls_cert and tls_key.',
    )
  if (tls?.rootCa && readCredentialFile(Buffer.from(tls.rootCa.content)).certificates.length > 1)
    messages.push('ChirpStack reads only the first certificate of ca_cert. Put the right CA first.')
  return messages.map((message) => ({ file, message }))
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ')
