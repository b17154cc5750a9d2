/**
 * The operator's own certificate for the gateway listener (rules.md 23): checked as a Station would, and against every
 * CA that gateways hold for this server. One that would lose gateways is not used, unless forced: the last one stays.
 */
import { createPrivateKey, X509Certificate } from 'node:crypto'
import type { Sql } from '#lib/db/client.ts'
import { AppError } from '#lib/domain/app-error.ts'
import { type Eui, formatEui64 } from '#lib/domain/identifiers.ts'
import { log } from '#lib/observability/log.ts'
import { isTrustedBy, namesHost, readChain } from './certificate-chain.ts'
import type { Context } from './context.ts'

export interface CertificatePair {
  /** PEM of the chain, the server's first. */
  readonly cert: string
  readonly key: string
}

/** Throws `invalid` with the remedy where no Station could connect at all. */
export function checkOperatorCertificate(tls: CertificatePair, now: Date): void {
  const [server] = readChain(tls.cert)
  if (!server) refuse('TLS_CERT holds no certificate. Give the PEM file of the chain, the server’s first.')
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = server.publicKey
  const usable =
    (type === 'rsa' && (details?.modulusLength ?? 0) >= 2048) || (type === 'ec' && details?.namedCurve === 'prime256v1')
  if (!usable)
    refuse(
      'The key of TLS_CERT is neither EC P-256 nor RSA from 2048 bits: no Station could connect. Use one of these.',
    )
  if (/pss|ed25519|sha1|md5/i.test(server.signatureAlgorithm ?? '')) {
    refuse(
      `TLS_CERT is signed with ${server.signatureAlgorithm}, which no Station verifies. Have it signed with ECDSA or RSA and SHA-2.`,
    )
  }
  if (!server.subjectAltName?.includes('DNS:') && !/^CN=/m.test(server.subject)) {
    refuse('TLS_CERT names no host: Station compares with dNSName and CN. Use a certificate with a DNS name.')
  }
  if (server.validToDate <= now) refuse(`TLS_CERT ended on ${server.validTo}. Renew it.`)
  if (!server.checkPrivateKey(createPrivateKey(tls.key))) {
    refuse('TLS_KEY does not belong to TLS_CERT. Give the key that the certificate was made for.')
  }
}

function refuse(detail: string): never {
  throw new AppError('invalid', detail)
}

export interface LostGateways {
  readonly count: number
  /** At most 20 of them. */
  readonly euis: readonly Eui[]
}

/** The gateways that hold a CUPS set, or an LNS set for discovery, for this server which a listener with this chain would fail. */
export async function findLostGateways(context: Context, chain: readonly X509Certificate[]): Promise<LostGateways> {
  const [server] = chain
  const lost: Eui[] = []
  let count = 0
  for (const group of await listHeldTrusts(context.sql, context.site.gatewayHosts)) {
    const host = group.uri.replace(/^(https|wss):\/\//, '').replace(/:\d+$/, '')
    if (server && namesHost(server, host) && isTrustedBy(chain, new X509Certificate(group.trust))) continue
    count += group.count
    lost.push(...group.euis)
  }
  return { count, euis: lost.slice(0, 20) }
}

/** The CAs that gateways hold, or were offered, for each address of ours. */
function listHeldTrusts(sql: Sql, hosts: readonly string[]) {
  return sql<{ uri: string; trust: Buffer; count: number; euis: Eui[] }[]>`
    select uri, trust, count(distinct eui)::int as count, (array_agg(distinct eui))[1:20] as euis
      from credential_sets
     where retired_at is null and offered_at is not null and trust is not null
       and uri = any(${hosts.flatMap((host) => [`https://${host}`, `wss://${host}`])})
     group by uri, trust`
}

const told = new WeakSet<Context['site']>()

/** Says once per process which gateways hold the certificate up, and what to do. */
export function tellLost(context: Context, lost: LostGateways): void {
  if (told.has(context.site)) return
  told.add(context.site)
  const some = lost.euis.map(formatEui64).join(', ')
  log.error(
    `TLS_CERT is not used: ${lost.count} gateways would lose this server, since they hold another CA or name for it (${some}${lost.count > lost.euis.length ? ', …' : ''}). ` +
      'The last certificate stays. Give these gateways a CUPS set with the new CA first and wait for their proof, or set TLS_FORCE=1.',
  )
}
