/** Which gateways a server would lose with another chain, or on another day: every trust that they hold is tried as Station does. */
import { type BreakNumbers, countBreaks, listTrustsOf } from '#lib/db/certificate-holders.ts'
import { findCertificateBytes } from '#lib/db/certificates.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import { readChainCertificate } from '#lib/domain/trust-change/chain-certificate.ts'
import type { TrustFault } from '#lib/domain/trust-change/verify-as-station.ts'
import type { Context } from '../context.ts'
import { type LookRequest, lookAtServer, type PresentedServer } from './server-look.ts'

export interface TriedTrust {
  readonly fingerprint: string
  readonly subject: string
  readonly validTo: Date
  readonly verifies: boolean
  /** Null where it verifies. */
  readonly fault: TrustFault | 'name' | null
  /** Why not; empty where it verifies. */
  readonly detail: string
  /** The first end of what it verifies through; null where it does not verify. */
  readonly until: Date | null
  /** Gateways that may use it for the server. */
  readonly gateways: number
  /** Gateways that hold it in Station's cups-bak alone. */
  readonly frozen: number
}

export interface Breaks extends BreakNumbers {
  readonly server: PresentedServer
  readonly trusts: readonly TriedTrust[]
}

/** Throws `invalid` where the server cannot be looked at. */
export async function whatBreaks(
  context: Context,
  ownerId: Eui,
  request: LookRequest & { readonly at: Date },
): Promise<Breaks> {
  const server = await lookAtServer(context, request)
  const trusts = await tryTrusts(context, ownerId, request, server)
  const failing = trusts.filter(({ verifies }) => !verifies).map(({ fingerprint }) => fingerprint)
  const numbers = await countBreaks(context.sql, ownerId, { category: request.category, server: request.uri }, failing)
  return { server, trusts, ...numbers }
}

/** Every trust that gateways hold for the server, tried on what it presents. */
export async function tryTrusts(
  context: Context,
  ownerId: Eui,
  { category, uri, at }: Pick<LookRequest, 'category' | 'uri'> & { readonly at: Date },
  server: PresentedServer,
): Promise<TriedTrust[]> {
  const held = await listTrustsOf(context.sql, ownerId, category, uri)
  const bytes = await findCertificateBytes(
    context.sql,
    ownerId,
    held.map(({ fingerprint }) => fingerprint),
  )
  return held.map(({ fingerprint, gateways, frozen }) => {
    const der = bytes.get(fingerprint)
    const trust = der && readChainCertificate(der)
    const base = {
      fingerprint,
      gateways,
      frozen,
      subject: trust?.facts.subject ?? fingerprint,
      validTo: new Date(trust?.validTo ?? 0),
    }
    const failed = (fault: TriedTrust['fault'], detail: string) => ({
      ...base,
      verifies: false,
      fault,
      detail,
      until: null,
    })
    if (!trust) return failed('not-trusted', 'This certificate has not been read yet. Look again in an hour.')
    const verdict = server.verify(trust, at)
    if (!verdict.ok) return failed(verdict.fault, verdict.detail)
    if (!server.named) return failed('name', 'The server’s certificate does not name this host.')
    return { ...base, verifies: true, fault: null, detail: '', until: new Date(verdict.until) }
  })
}
