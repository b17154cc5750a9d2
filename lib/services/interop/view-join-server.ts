/** A join server as the API shows it: everything but secrets. */
import type { z } from 'zod'
import type { CertificateFacts } from '#lib/domain/certificates.ts'
import { checkServer } from '#lib/domain/interop/check-server.ts'
import { requestUrl } from '#lib/domain/interop/model.ts'
import { formatPrefix } from '#lib/domain/interop/prefix.ts'
import { draftOf } from '#lib/domain/interop/server-draft.ts'
import { factsOfFile } from '#lib/domain/interop/tls-file.ts'
import type { joinServer } from '#lib/schemas/interop.ts'
import type { OpenServer } from './stored-configuration.ts'

export type JoinServerView = z.infer<typeof joinServer>

/** `now` judges the dates of certificates. */
export function viewJoinServer(server: OpenServer, now: Date): JoinServerView {
  const { id, file, entries, scheme, fqdn, port, protocol, paths, senderNsId, basicAuth, headers, tls } = server
  const shown = (one: { readonly path: string; readonly content: string } | null | undefined) =>
    one ? { path: one.path, certificates: factsOfFile(one.content).map(viewCertificate) } : null
  return {
    id,
    file,
    entries: entries.map(({ components, joinEuis }) => ({
      components: [...components],
      joinEuis: joinEuis.map(formatPrefix),
    })),
    scheme,
    fqdn,
    port,
    protocol,
    paths,
    senderNsId: senderNsId?.toUpperCase() ?? null,
    basicAuth: basicAuth && { username: basicAuth.username },
    headers: headers.map(({ name }) => ({ name })),
    tls: tls && {
      source: tls.source,
      rootCa: shown(tls.rootCa),
      certificate: shown(tls.certificate),
      key: tls.key && { path: tls.key.path },
    },
    url: requestUrl(server, 'join'),
    findings: [...checkServer(draftOf(server), now).findings],
  }
}

function viewCertificate({ subject, issuer, names, validFrom, validTo, fingerprint, keyType, isCa }: CertificateFacts) {
  return { subject, issuer, names: [...names], validFrom, validTo, fingerprint, keyType, isCa }
}
