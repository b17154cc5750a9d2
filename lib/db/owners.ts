/** Owners: organisations that manage gateways. */
import { and, eq } from 'drizzle-orm'
import type { Eui } from '#lib/domain/identifiers.ts'
import type { DbOrTx } from './client.ts'
import { owners } from './schema.ts'
import { transferGateways } from './schema-transfers.ts'

/** False when the identifier is taken. Offers that somebody made to it before are not the new owner's business. */
export async function insertOwner(db: DbOrTx, owner: { id: Eui; name: string }): Promise<boolean> {
  const rows = await db.insert(owners).values(owner).onConflictDoNothing().returning({ id: owners.id })
  if (rows.length === 0) return false
  await db
    .update(transferGateways)
    .set({ state: 'void', settledAt: new Date(), settledBy: 'system' })
    .where(and(eq(transferGateways.toOwner, owner.id), eq(transferGateways.state, 'offered')))
  return true
}

export async function findOwner(db: DbOrTx, params: { id: Eui }) {
  const [row] = await db.select().from(owners).where(eq(owners.id, params.id))
  return row
}
