/** js.yml: the fields, with where each stands. What they mean is judged by check-server.ts. */
import type { Finding } from './finding.ts'
import { headerField } from './model.ts'
import type { ServerDraft } from './server-draft.ts'
import { type Place, YamlFile } from './yaml-file.ts'

/** As js.yml writes it: TLS files by their paths. */
export interface JoinServerFile {
  readonly draft: Omit<ServerDraft, 'file' | 'entries' | 'tls'> & {
    readonly tls: {
      readonly source: string
      readonly rootCa: string | null
      readonly certificate: string | null
      readonly key: string | null
    } | null
  }
  readonly placeOf: (field: string) => Place
}

const FIELDS = ['scheme', 'dns', 'fqdn', 'port', 'protocol', 'paths', 'sender-ns-id', 'basic-auth', 'tls', 'headers']
const HINTS = {
  host: 'Did you mean “fqdn”?',
  hostname: 'Did you mean “fqdn”?',
  url: 'Write the host name as “fqdn”, the port as “port” and the path under “paths”.',
  version: 'Did you mean “protocol”?',
  'join-euis': 'JoinEUI prefixes stand in config.yml.',
  components: 'Components stand in config.yml.',
  'root-ca': 'It stands under “tls”.',
  certificate: 'It stands under “tls”.',
  key: 'It stands under “tls”.',
}

/** Undefined where the file is no mapping at all. */
export function readJoinServerFile(file: string, text: string, findings: Finding[]): JoinServerFile | undefined {
  const yaml = new YamlFile(file, text, findings)
  const root = yaml.root(FIELDS, HINTS)
  if (!root) return undefined
  const places = new Map<string, Place>(root.places())
  const nested = (name: string, known: readonly string[] | null) => {
    const fields = root.fields(name, known)
    for (const [inner, place] of fields?.places() ?? []) places.set(`${name}.${inner}`, place)
    return fields
  }
  const paths = nested('paths', ['join', 'rejoin', 'app-s-key', 'home-ns'])
  const auth = nested('basic-auth', ['username', 'password'])
  const tls = nested('tls', ['source', 'root-ca', 'certificate', 'key'])
  const headers = nested('headers', null)
  for (const [name, place] of headers?.places() ?? []) places.set(headerField(name), place)
  const path = (name: string) => paths?.text(name) ?? ''
  const tlsPath = (name: string) => tls?.text(name) || null
  return {
    draft: {
      scheme: root.text('scheme'),
      dns: root.text('dns'),
      fqdn: root.text('fqdn'),
      port: root.number('port'),
      protocol: root.text('protocol'),
      paths: { join: path('join'), rejoin: path('rejoin'), appSKey: path('app-s-key'), homeNs: path('home-ns') },
      senderNsId: root.id('sender-ns-id'),
      basicAuth: auth ? { username: auth.text('username'), password: auth.text('password') } : null,
      headers: headers?.places().map(([name]) => ({ name, value: headers.text(name) })) ?? [],
      tls: tls
        ? {
            source: tls.text('source'),
            rootCa: tlsPath('root-ca'),
            certificate: tlsPath('certificate'),
            key: tlsPath('key'),
          }
        : null,
    },
    placeOf: (field) => {
      for (let name = field; name !== ''; name = name.slice(0, Math.max(0, name.lastIndexOf('.')))) {
        const place = places.get(name)
        if (place) return place
      }
      return root.place
    },
  }
}
