/**
 * Whether a CA that an owner gives gateways for this server would verify it. A wrong one does not lock a gateway out
 * (rules.md 7), but with the token unchanged its fall-back cannot be told from success: so it is said before.
 */
import { X509Certificate } from 'node:crypto'
import type { CredentialSet } from '#lib/domain/credential-set.ts'
import { isTrustedBy, namesHost, readChain } from './certificate-chain.ts'
import type { Context } from './context.ts'
import { isOurCupsUri } from './credential-store.ts'
import { serverCertificate } from './server-certificate.ts'

export const WRONG_TRUST =
  'This CA did not issue the certificate of this server: gateways will not reach it with this set. Use the CA of /cups.trust.'

export interface ListenerTrust {
  /** The sentence for a CUPS set that leads here with a CA that does not verify us. */
  remark(set: CredentialSet): string | undefined
  /** Whether a Station that trusts this CA (DER) accepts this server under the first of its names. */
  covers(trust: Uint8Array): boolean
}

/** The listener's certificate is read once; the answer for each CA is kept. */
export async function loadListenerTrust(context: Context): Promise<ListenerTrust> {
  const { cert } = await serverCertificate(context)
  const chain = readChain(cert)
  const known = new Map<string, boolean>()
  const isGood = (trust: Uint8Array): boolean => {
    const key = Buffer.from(trust).toString('base64')
    const good = known.get(key) ?? isTrustedBy(chain, new X509Certificate(trust))
    known.set(key, good)
    return good
  }
  const host = context.site.gatewayHosts[0]?.replace(/:\d+$/, '') ?? ''
  const [server] = chain
  const named = server !== undefined && namesHost(server, host)
  return {
    covers: (trust) => named && isGood(trust),
    remark(set) {
      if (!set.trust || !isOurCupsUri(context.site, set.uri)) return undefined
      return isGood(set.trust) ? undefined : WRONG_TRUST
    },
  }
}
