/** The client certificate of a gateway whose TLS ended in a proxy before the console's port (docs/proxy.md). */
import type { IncomingMessage } from 'node:http'
import { isWithin, parseAllowList } from '#lib/domain/address-rules.ts'
import { CERTIFICATE_HEADERS, readProxyCertificate } from '#lib/domain/client-certificates/proxy-header.ts'
import type { Config } from './config.ts'

/** DER, where the peer is a proxy that the operator named. Nobody behind us sees such a header, whoever sent it. */
export function takeProxyCertificate(
  request: IncomingMessage,
  settings: Config['clientCertificates'],
): Uint8Array | undefined {
  const { headers, socket } = request
  const peer = (socket.remoteAddress ?? '').replace(/^::ffff:(?=\d+\.)/, '')
  const networks = settings && parseAllowList(settings.proxies)
  const believed = networks?.ok === true && isWithin(peer, networks.value)
  // Several lines of one header would come joined, and be one proxy's word beside another's.
  const once = request.rawHeaders.filter(
    (name, index) => index % 2 === 0 && CERTIFICATE_HEADERS.includes(name.toLowerCase()),
  )
  const single = new Set(once.map((name) => name.toLowerCase())).size === once.length
  const certificate = settings && believed && single ? readProxyCertificate(headers, settings.header) : undefined
  for (const name of CERTIFICATE_HEADERS) delete headers[name]
  return certificate
}
