/**
 * A rollout that is a step of a change of trust goes nowhere, on whichever page somebody acts on it, unless the server that its gateways
 * would be sent to was seen to verify under what they would hold (docs/decisions/0094).
 */
import { findChangeOfRollout, listSetsBefore, storeServerChecks, type TrustChangeRow } from '#lib/db/trust-changes.ts'
import { AppError } from '#lib/domain/app-error.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import type { Result } from '#lib/domain/result.ts'
import type { RolloutAction } from '#lib/domain/rollouts/rollout.ts'
import { readChainCertificate } from '#lib/domain/trust-change/chain-certificate.ts'
import { mayGive, mayReturn, type ServerLook } from '#lib/domain/trust-change/trust-change.ts'
import type { Context } from '../context.ts'
import { checkServer } from './check-server.ts'

/** Actions that send something to gateways. */
const SENDING: readonly RolloutAction[] = ['start', 'resume', 'retry', 'return']

/** Throws `conflict` with what has to be done first; passes for rollouts that are no such step. */
export async function guardRollout(context: Context, ownerId: Eui, id: string, action: RolloutAction): Promise<void> {
  if (!SENDING.includes(action)) return
  const change = await findChangeOfRollout(context.sql, ownerId, id)
  if (!change) return
  if (change.state !== 'open') {
    throw new AppError('conflict', `This rollout is a step of the change of trust “${change.name}”, which has ended.`)
  }
  if (action !== 'return') {
    await insistOnServer(context, change, change.step === 1 ? change.stepUri : change.finalUri)
    return
  }
  // Retired sets too: nobody may hold their trust any more, and it is what gateways would be given.
  const before = await listSetsBefore(context.sql, ownerId, id)
  const looks = new Map<string, ServerLook>()
  for (const [uri, sets] of Map.groupBy(before, ({ server }) => server)) {
    const { server } = await checkServer(context, change, uri)
    const verified = sets.flatMap(({ trust, der }) => {
      const read = readChainCertificate(der)
      return read && server.verify(read, context.now()).ok ? [trust] : []
    })
    looks.set(uri, { named: server.named, verifies: (trust) => verified.includes(trust) })
  }
  insist(mayReturn(before, (server) => looks.get(server)))
}

/** Throws `conflict` where gateways with the new root would be locked out of the server as it presents itself now. */
export async function insistOnServer(
  context: Context,
  change: TrustChangeRow,
  uri: string,
  chain?: string | undefined,
): Promise<void> {
  const { check, look } = await checkServer(context, change, uri, chain)
  await storeServerChecks(context.sql, change.ownerId, change.id, { [uri]: check })
  insist(mayGive({ server: uri, trust: change.trustFingerprint }, look))
}

function insist(result: Result<null>): void {
  if (!result.ok) throw new AppError('conflict', result.error)
}
