/**
 * The client certificate of a request, told by our own server to the API behind it in a header. The header carries a secret
 * of this process: without our server in front (a plain `next start`) nobody can know it, and no such header counts.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

const HEADER = 'x-gatehouse-client-certificate'
const KEY = Symbol.for('gatehouse.client-certificate')
type Process = typeof globalThis & { [KEY]?: string }

/** Replaces whatever a client sent by what its TLS handshake, or a proxy that is believed, has proven. */
export function markClientCertificate(
  headers: Record<string, string | string[] | undefined>,
  der: Uint8Array | undefined,
): void {
  const here = globalThis as Process
  here[KEY] ??= randomBytes(32).toString('hex')
  delete headers[HEADER]
  if (der) headers[HEADER] = `${here[KEY]}.${createHash('sha256').update(der).digest('hex')}`
}

/** SHA-256 of the certificate's DER; undefined when there was none. */
export function certificateDigestOf(request: Request): Buffer | undefined {
  const secret = (globalThis as Process)[KEY]
  const [given = '', digest = ''] = request.headers.get(HEADER)?.split('.') ?? []
  if (!secret || given.length !== secret.length || !/^[0-9a-f]{64}$/.test(digest)) return undefined
  return timingSafeEqual(Buffer.from(given), Buffer.from(secret)) ? Buffer.from(digest, 'hex') : undefined
}
