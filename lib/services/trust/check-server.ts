/** Looks at a server of a change of trust, and keeps what was seen. */
import type { TrustChangeRow } from '#lib/db/trust-changes.ts'
import { AppError } from '#lib/domain/app-error.ts'
import { type ChainCertificate, readChainCertificate } from '#lib/domain/trust-change/chain-certificate.ts'
import { lostBySwitch, type ServerCheck, type ServerLook } from '#lib/domain/trust-change/trust-change.ts'
import type { Context } from '../context.ts'
import { lookAtServer, type PresentedServer } from './server-look.ts'
import { tryTrusts } from './what-breaks.ts'

export type CheckedChange = Pick<TrustChangeRow, 'ownerId' | 'category' | 'trust' | 'trustFingerprint'>

export interface Looked {
  readonly check: ServerCheck
  readonly server: PresentedServer
  readonly look: ServerLook
}

/** Throws `invalid` where nothing can be seen. */
export async function checkServer(
  context: Context,
  change: CheckedChange,
  uri: string,
  chain?: string | undefined,
): Promise<Looked> {
  const { ownerId, category } = change
  const now = context.now()
  const server = await lookAtServer(context, { category, uri, chain })
  const fresh = readChainCertificate(change.trust)
  if (!fresh) throw new Error('the new root of a change does not read')
  const verdict = server.verify(fresh, now)
  const tried = await tryTrusts(context, ownerId, { category, uri, at: now }, server)
  const accepted = new Set(tried.filter(({ verifies }) => verifies).map(({ fingerprint }) => fingerprint))
  if (verdict.ok) accepted.add(change.trustFingerprint)
  const look: ServerLook = { named: server.named, verifies: (trust) => accepted.has(trust) }
  const inUse = tried.flatMap(({ gateways, fingerprint }) =>
    gateways > 0 && fingerprint !== change.trustFingerprint ? [{ server: uri, trust: fingerprint }] : [],
  )
  return {
    server,
    look,
    check: {
      at: now.toISOString(),
      source: server.source,
      named: server.named,
      verifiesNew: verdict.ok && server.named,
      refusedBy: lostBySwitch(uri, look, inUse).map(({ trust }) => trust),
      detail: !server.named ? 'The server’s certificate does not name this host.' : verdict.ok ? '' : verdict.detail,
      chain: describe(server.chain),
    },
  }
}

const describe = (chain: readonly ChainCertificate[]) =>
  chain.map(({ facts: { subject, issuer, validTo, fingerprint } }) => ({ subject, issuer, validTo, fingerprint }))

/** The same where a server that cannot be seen is an answer too. */
export async function tryServer(context: Context, change: CheckedChange, uri: string): Promise<ServerCheck> {
  try {
    return (await checkServer(context, change, uri)).check
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const at = context.now().toISOString()
    return { at, source: 'live', named: false, verifiesNew: false, refusedBy: [], detail: error.message, chain: [] }
  }
}
