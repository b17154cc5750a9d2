/** A server as it presents itself to gateways: asked live, given by a person, or our own listener. */

import { AppError } from '#lib/domain/app-error.ts'
import { readCredentialFile } from '#lib/domain/credential-file.ts'
import type { Category } from '#lib/domain/credential-set.ts'
import { parseTargetUri } from '#lib/domain/target-uri.ts'
import { type ChainCertificate, readChainCertificate } from '#lib/domain/trust-change/chain-certificate.ts'
import { serverNameMatches } from '#lib/domain/trust-change/server-name.ts'
import { type TrustVerdict, verifyAsStation } from '#lib/domain/trust-change/verify-as-station.ts'
import { CHECK_LIMITS, readServerChain } from '#lib/outbound/station-link.ts'
import type { Context } from '../context.ts'
import { isOurCupsUri } from '../credential-store.ts'
import { serverCertificate } from '../server-certificate.ts'

export interface PresentedServer {
  readonly source: 'live' | 'given' | 'own'
  /** Its own certificate first. */
  readonly chain: readonly ChainCertificate[]
  /** Its certificate names the host of the URI. */
  readonly named: boolean
  verify(trust: ChainCertificate, at: Date): TrustVerdict
}

export interface LookRequest {
  readonly category: Category
  /** What gateways are told: its host is compared with the names. */
  readonly uri: string
  /** PEM or DER of the chain, in place of asking. */
  readonly chain?: string | undefined
  /** `host:port` to ask in place of the URI's, such as a server that is still being prepared. */
  readonly from?: string | undefined
}

/** Certificates of a chain that anybody gives. */
const MAX_CHAIN = 10

/** Throws `invalid` with what stands in the way of an answer. */
export async function lookAtServer(context: Context, request: LookRequest): Promise<PresentedServer> {
  const { category, uri } = request
  const target = parseTargetUri(uri, category)
  if (!target.ok) throw invalid('uri', target.error)
  if (!target.value.secure) throw invalid('uri', `${uri} is a server without TLS: no certificate matters there.`)
  const { source, ders } = await presented(context, request, target.value)
  const chain = ders.flatMap((der) => readChainCertificate(der) ?? [])
  const [server] = chain
  if (!server) throw invalid('chain', 'There is no readable certificate in this chain.')
  return {
    source,
    chain,
    named: serverNameMatches(target.value.host, server.x509),
    verify: (trust, at) => verifyAsStation(chain, trust, at.getTime()),
  }
}

async function presented(
  context: Context,
  { uri, chain, from }: LookRequest,
  own: { readonly host: string; readonly port: number },
): Promise<{ source: PresentedServer['source']; ders: readonly Uint8Array[] }> {
  if (chain) return { source: 'given', ders: readChainFile(chain) }
  if (!from && isOurCupsUri(context.site, uri)) {
    const { cert } = await serverCertificate(context)
    return { source: 'own', ders: readCredentialFile(Buffer.from(cert)).certificates }
  }
  const where = from ? readHostPort(from) : own
  const answer = await readServerChain(context.site.outbound, where, CHECK_LIMITS)
  if (!answer.ok)
    throw invalid(
      from ? 'from' : 'uri',
      `${where.host}:${where.port}: ${answer.detail} Give its chain as a file instead.`,
    )
  return { source: 'live', ders: answer.chain }
}

/** PEM, or DER as Base64; the server's own certificate first. Throws `invalid`. */
function readChainFile(text: string): readonly Uint8Array[] {
  const bytes = text.includes('-----BEGIN') ? Buffer.from(text) : Buffer.from(text, 'base64')
  const { certificates } = readCredentialFile(bytes)
  if (certificates.length === 0)
    throw invalid(
      'chain',
      'There is no certificate in this file. Give the server’s chain as PEM, its own certificate first.',
    )
  if (certificates.length > MAX_CHAIN)
    throw invalid('chain', `This file holds ${certificates.length} certificates. Give the chain of one server alone.`)
  return certificates
}

function readHostPort(text: string): { host: string; port: number } {
  const [, host = '', port = ''] = /^(?:[a-z]+:\/\/)?([^:/?#@\s]+):(\d{1,5})\/?$/i.exec(text.trim()) ?? []
  if (!host || Number(port) < 1 || Number(port) > 65_535)
    throw invalid('from', 'Write host:port, such as lns.example.com:8887.')
  return { host, port: Number(port) }
}

export function invalid(field: string, detail: string): AppError {
  return new AppError('invalid', detail, { errors: [{ pointer: `/${field}`, detail, code: 'invalid' }] })
}
