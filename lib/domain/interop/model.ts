/**
 * The interoperability configuration of The Things Stack: which LoRaWAN Join Server answers for which JoinEUIs, and how
 * it is reached (interop.md). `S` is what stands for a secret, `F` for the text of a file that is not secret: both are
 * plain text in a folder, and references where they are stored.
 */
import type { Eui } from '../identifiers.ts'
import type { JoinEuiPrefix } from './prefix.ts'

/** Who reads the configuration: the network server and the application server of The Things Stack. */
export const COMPONENTS = ['ns', 'as'] as const
export type Component = (typeof COMPONENTS)[number]

/** LoRaWAN Backend Interfaces. */
export const PROTOCOLS = ['BI1.0', 'BI1.1'] as const
export type Protocol = (typeof PROTOCOLS)[number]

/** The requests that may have a path of their own, as the code and as js.yml name them. */
export const REQUEST_PATHS = [
  { name: 'join', field: 'join' },
  { name: 'rejoin', field: 'rejoin' },
  { name: 'appSKey', field: 'app-s-key' },
  { name: 'homeNs', field: 'home-ns' },
] as const
export type RequestPath = (typeof REQUEST_PATHS)[number]['name']

/** One item of `join-servers` in config.yml, without its file. */
export interface Entry {
  /** Empty: every component. Unknown names are kept: The Things Stack takes them and never matches them. */
  readonly components: readonly string[]
  readonly joinEuis: readonly JoinEuiPrefix[]
}

export interface TlsFile<F> {
  /** Relative to the folder of js.yml, in normal form. */
  readonly path: string
  readonly content: F
}

export interface Tls<S, F> {
  /** As written; null: left out, which with a certificate means `file`. */
  readonly source: 'file' | 'key-vault' | null
  readonly rootCa: TlsFile<F> | null
  readonly certificate: TlsFile<F> | null
  readonly key: TlsFile<S> | null
}

export interface Header<S> {
  readonly name: string
  readonly value: S
}

/** One js.yml with the entries of config.yml that name it. */
export interface JoinServer<S = string, F = string> {
  /** Relative to config.yml, in normal form: `tti/js.yml`. */
  readonly file: string
  readonly entries: readonly Entry[]
  /** Empty: https. */
  readonly scheme: string
  readonly fqdn: string
  /** Null: 443. */
  readonly port: number | null
  readonly protocol: Protocol
  /** Empty: the root of the server. */
  readonly paths: Readonly<Record<RequestPath, string>>
  readonly senderNsId: Eui | null
  readonly basicAuth: { readonly username: string; readonly password: S } | null
  readonly headers: readonly Header<S>[]
  readonly tls: Tls<S, F> | null
}

export interface Configuration<S = string, F = string> {
  readonly servers: readonly JoinServer<S, F>[]
}

/** Replaces every secret and every file; what a secret is for is told, so that none can be moved to another place. */
export function mapServer<S, F, S2, F2>(
  server: JoinServer<S, F>,
  secret: (value: S, place: string) => S2,
  file: (value: F, place: string) => F2,
): JoinServer<S2, F2> {
  const { basicAuth, headers, tls, ...rest } = server
  return {
    ...rest,
    basicAuth: basicAuth && {
      username: basicAuth.username,
      password: secret(basicAuth.password, 'basic-auth.password'),
    },
    headers: headers.map(({ name, value }) => ({ name, value: secret(value, headerField(name)) })),
    tls: tls && {
      source: tls.source,
      rootCa: tls.rootCa && { path: tls.rootCa.path, content: file(tls.rootCa.content, 'tls.root-ca') },
      certificate: tls.certificate && {
        path: tls.certificate.path,
        content: file(tls.certificate.content, 'tls.certificate'),
      },
      key: tls.key && { path: tls.key.path, content: secret(tls.key.content, 'tls.key') },
    },
  }
}

/** Header names are compared as HTTP does. */
export const headerField = (name: string): string => `headers.${name.toLowerCase()}`

/** Whether what is secret for one may be sent to the other: the same host, and TLS is not given up. */
export const isSameServer = (
  stored: Pick<JoinServer, 'scheme' | 'fqdn'>,
  wanted: Pick<JoinServer, 'scheme' | 'fqdn'>,
): boolean =>
  stored.fqdn.toLowerCase() === wanted.fqdn.toLowerCase() &&
  ((wanted.scheme || 'https') === 'https' || stored.scheme === wanted.scheme)

/** The URL that a request goes to, exactly as The Things Stack puts it together: a leading “/” of a path gives “//”. */
export function requestUrl(
  server: Pick<JoinServer<unknown, unknown>, 'scheme' | 'fqdn' | 'port' | 'paths'>,
  request: RequestPath,
): string {
  const path = server.paths[request]
  return `${server.scheme || 'https'}://${server.fqdn}:${server.port || 443}${path ? `/${path}` : ''}`
}
