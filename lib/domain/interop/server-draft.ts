/** A join server as somebody wrote it, before it is checked: in js.yml and config.yml, or in a request. */
import type { JoinServer, RequestPath } from './model.ts'
import { formatPrefix } from './prefix.ts'

export interface FileDraft {
  /** As written, relative to the folder of js.yml. */
  readonly path: string
  /** Null: there is no such file. */
  readonly content: string | null
}

export interface ServerDraft {
  /** Of js.yml, in normal form. */
  readonly file: string
  readonly entries: readonly { readonly components: readonly string[]; readonly joinEuis: readonly string[] }[]
  readonly scheme: string
  /** `dns` of js.yml, which The Things Stack knows and refuses. */
  readonly dns?: string
  readonly fqdn: string
  readonly port: number | null
  readonly protocol: string
  readonly paths: Readonly<Record<RequestPath, string>>
  readonly senderNsId: string | null
  readonly basicAuth: { readonly username: string; readonly password: string } | null
  readonly headers: readonly { readonly name: string; readonly value: string }[]
  readonly tls: {
    readonly source: string
    readonly rootCa: FileDraft | null
    readonly certificate: FileDraft | null
    readonly key: FileDraft | null
  } | null
}

/** The draft that a join server would come from, to check it again. */
export function draftOf(server: JoinServer): ServerDraft {
  const { entries, scheme, fqdn, port, protocol, paths, senderNsId, basicAuth, headers, tls, file } = server
  return {
    file,
    entries: entries.map(({ components, joinEuis }) => ({ components, joinEuis: joinEuis.map(formatPrefix) })),
    scheme,
    fqdn,
    port,
    protocol,
    paths,
    senderNsId,
    basicAuth,
    headers,
    tls: tls && { ...tls, source: tls.source ?? '' },
  }
}
