/** What an owner needs to lead gateways to this server. */
import { AppError } from '#lib/domain/app-error.ts'
import type { Context } from './context.ts'
import { fingerprintOf, serverCertificate } from './server-certificate.ts'

export interface SiteDescription {
  readonly gatewayHosts: readonly string[]
  readonly cupsUri: string
  /** PEM; null when the operator's chain does not hold its root. */
  readonly cupsTrust: string | null
  /** SHA-256, lower-case hex. */
  readonly trustFingerprint: string | null
  /** The name of the identity provider that people may sign in through. */
  readonly sso: string | null
}

export async function describeSite(context: Context): Promise<SiteDescription> {
  const { trust } = await serverCertificate(context)
  return {
    gatewayHosts: context.site.gatewayHosts,
    cupsUri: `https://${context.site.gatewayHosts[0]}`,
    cupsTrust: trust,
    trustFingerprint: trust && fingerprintOf(trust),
    sso: context.site.sso?.name ?? null,
  }
}

/** The file `cups.trust` of a Station: one CA certificate in PEM. */
export async function cupsTrust(context: Context): Promise<string> {
  const { trust } = await serverCertificate(context)
  if (trust) return trust
  throw new AppError(
    'not_found',
    'The certificate of this server comes from another CA. Install that CA’s root as cups.trust; the operator can append it to TLS_CERT.',
  )
}
