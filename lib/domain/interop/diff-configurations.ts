/** What changed between two versions. Secrets are compared by what stands for them and told as “changed” only. */
import { headerField, type JoinServer, REQUEST_PATHS } from './model.ts'
import { formatPrefix } from './prefix.ts'

export interface Change {
  readonly kind: 'added' | 'removed' | 'changed'
  /** The js.yml; for a renamed one its new name. */
  readonly file: string
  /** Null: the whole join server. */
  readonly field: string | null
  /** Null: not there, or a secret. */
  readonly before: string | null
  readonly after: string | null
  /** True: neither value is told. */
  readonly secret: boolean
}

type Stored = JoinServer<string, string> & { readonly id: string }

interface Field {
  readonly value: string
  /** What is told of it; null for a secret or the content of a file. */
  readonly shown: string | null
  readonly secret: boolean
}

/** Join servers are recognised by their id, so that a renamed file is a change and not a new server. */
export function diffConfigurations(
  before: { readonly servers: readonly Stored[] },
  after: { readonly servers: readonly Stored[] },
): Change[] {
  const old = new Map(before.servers.map((server) => [server.id, server]))
  const changes: Change[] = []
  for (const server of after.servers) {
    const was = old.get(server.id)
    old.delete(server.id)
    if (was) changes.push(...diffServer(was, server))
    else
      changes.push({ kind: 'added', file: server.file, field: null, before: null, after: server.fqdn, secret: false })
  }
  for (const { file, fqdn } of old.values())
    changes.push({ kind: 'removed', file, field: null, before: fqdn, after: null, secret: false })
  return changes
}

function diffServer(before: Stored, after: Stored): Change[] {
  const was = fieldsOf(before)
  const is = fieldsOf(after)
  return [...new Set([...is.keys(), ...was.keys()])].flatMap((field): Change[] => {
    const [a, b] = [was.get(field), is.get(field)]
    if (a?.value === b?.value) return []
    const kind = a === undefined ? 'added' : b === undefined ? 'removed' : 'changed'
    return [
      {
        kind,
        file: after.file,
        field,
        before: a?.shown ?? null,
        after: b?.shown ?? null,
        secret: a?.secret ?? b?.secret ?? false,
      },
    ]
  })
}

/** Every value of a join server under the name of its field; prefixes one by one, so that a long list diffs well. */
function fieldsOf(server: Stored): Map<string, Field> {
  const fields = new Map<string, Field>()
  const plain = (name: string, value: string | number | null | undefined) => {
    if (value !== null && value !== undefined && value !== '')
      fields.set(name, { value: String(value), shown: String(value), secret: false })
  }
  const hidden = (name: string, value: string | undefined, secret: boolean) => {
    if (value !== undefined) fields.set(name, { value, shown: null, secret })
  }
  plain('file', server.file)
  plain('scheme', server.scheme)
  plain('fqdn', server.fqdn)
  plain('port', server.port)
  plain('protocol', server.protocol)
  for (const { name, field } of REQUEST_PATHS) plain(`paths.${field}`, server.paths[name])
  plain('sender-ns-id', server.senderNsId?.toUpperCase())
  plain('basic-auth.username', server.basicAuth?.username)
  hidden('basic-auth.password', server.basicAuth?.password, true)
  for (const { name, value } of server.headers) hidden(headerField(name), value, true)
  plain('tls.source', server.tls?.source)
  plain('tls.root-ca', server.tls?.rootCa?.path)
  hidden('tls.root-ca content', server.tls?.rootCa?.content, false)
  plain('tls.certificate', server.tls?.certificate?.path)
  hidden('tls.certificate content', server.tls?.certificate?.content, false)
  plain('tls.key', server.tls?.key?.path)
  hidden('tls.key content', server.tls?.key?.content, true)
  for (const { components, joinEuis } of server.entries) {
    const who = components.length > 0 ? ` for ${components.join(', ')}` : ''
    for (const prefix of joinEuis) plain(`join-euis ${formatPrefix(prefix)}${who}`, formatPrefix(prefix))
  }
  return fields
}
