/** Owners: organisations that manage gateways. */
import { eq } from 'drizzle-orm'
import type { Eui } from '#lib/domain/identifiers.ts'
import type { DbOrTx } from './client.ts'
import { owners } from './schema.ts'

/** False when the identifier is taken. */
export async function insertOwner(db: DbOrTx, owner: { id: Eui; name: string }): Promise<boolean> {
  const rows = await db.insert(owners).values(owner).onConflictDoNothing().returning({ id: owners.id })
  return rows.length === 1
}

export async function findOwner(db: DbOrTx, params: { id: Eui }) {
  const [row] = await db.select().from(owners).where(eq(owners.id, params.id))
  return row
}
