/** The PIN and the token of a batch gateway, for operators only; each look is in the audit trail (rules.md 13, 26). */
import { insertAuditEntries } from '#lib/db/audit-entries.ts'
import { findBatchRoots } from '#lib/db/check-ins.ts'
import { AppError } from '#lib/domain/app-error.ts'
import { type Eui, formatEui64 } from '#lib/domain/identifiers.ts'
import type { DerivedSecrets } from '#lib/hsm/key-provider.ts'
import type { Actor, Context } from './context.ts'

export async function claimPinOf(context: Context, actor: Actor, eui: Eui): Promise<string> {
  const { claimPin } = await deriveFor(context, eui)
  await insertAuditEntries(context.sql, [
    { ownerId: null, actor: actor.id, action: 'batch.pin', eui, address: actor.address },
  ])
  return claimPin
}

export async function authTokenOf(context: Context, actor: Actor, eui: Eui): Promise<string> {
  const { authToken } = await deriveFor(context, eui)
  await insertAuditEntries(context.sql, [
    { ownerId: null, actor: actor.id, action: 'batch.token', eui, address: actor.address },
  ])
  return authToken
}

async function deriveFor(context: Context, eui: Eui): Promise<DerivedSecrets> {
  const root = (await findBatchRoots(context.sql, [eui])).get(eui)
  if (!root) throw new AppError('not_found', `${formatEui64(eui)} falls in no batch. Create the batch first.`)
  const [derived] = await context.keys.derive(root.rootKeyEnc, [eui])
  if (!derived) throw new Error('the key provider derived nothing')
  return derived
}
