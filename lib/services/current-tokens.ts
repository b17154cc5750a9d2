/** Which token a gateway gets when its owner sets a CUPS server of ours without key and certificate (rules.md 9). */
import { findBatchRoots } from '#lib/db/check-ins.ts'
import type { Statements } from '#lib/db/client.ts'
import type { LockedGateway, StoredSet } from '#lib/db/gateways.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import { tokenLine } from '#lib/domain/token.ts'
import type { Context } from './context.ts'
import { addedTokenPurpose, isOurCupsUri, keyPurpose } from './credential-store.ts'

export interface TokenQuestion {
  readonly gateway: Pick<LockedGateway, 'eui' | 'tokenEnc'>
  /** Its sets that are in use. */
  readonly sets: readonly StoredSet[]
}

/**
 * The token line that each gateway is accepted with now: of its newest set that it proved or was offered, for a server
 * of ours; else the added token; else the derived one.
 */
export async function currentTokens(
  context: Context,
  tx: Statements,
  works: readonly TokenQuestion[],
): Promise<Map<Eui, Uint8Array>> {
  const tokens = new Map<Eui, Uint8Array>()
  const underived: Eui[] = []
  for (const { gateway, sets } of works) {
    const inUse = sets
      .filter(
        (set) =>
          set.category === 'cups' && set.keyKind === 'token' && set.keyEnc && isOurCupsUri(context.site, set.uri),
      )
      .sort((a, b) => Number(b.provenAt !== null) - Number(a.provenAt !== null) || b.version - a.version)
      .find((set) => set.provenAt !== null || set.offeredAt !== null)
    if (inUse?.keyEnc)
      tokens.set(gateway.eui, context.keys.open(inUse.keyEnc, keyPurpose(gateway.eui, 'cups', inUse.version)))
    else if (gateway.tokenEnc)
      tokens.set(
        gateway.eui,
        tokenLine(context.keys.open(gateway.tokenEnc, addedTokenPurpose(gateway.eui)).toString('latin1')),
      )
    else underived.push(gateway.eui)
  }
  const roots = await findBatchRoots(tx, underived)
  for (const [, group] of Map.groupBy(roots, ([, root]) => root.batchId)) {
    const euis = group.map(([eui]) => eui)
    const rootKeyEnc = group[0]?.[1].rootKeyEnc
    if (!rootKeyEnc) continue
    const derived = await context.keys.derive(rootKeyEnc, euis)
    euis.forEach((eui, index) => {
      const token = derived[index]?.authToken
      if (token) tokens.set(eui, tokenLine(token))
    })
  }
  return tokens
}
