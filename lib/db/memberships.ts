/** Who may act in which owner. */
import { asc, eq } from 'drizzle-orm'
import type { Eui } from '#lib/domain/identifiers.ts'
import type { Role } from '#lib/domain/rights.ts'
import type { DbOrTx } from './client.ts'
import { memberships, owners } from './schema.ts'

/** Makes somebody a member, or changes the role of a member. */
export async function putMembership(db: DbOrTx, params: { ownerId: Eui; userId: string; role: Role }): Promise<void> {
  await db
    .insert(memberships)
    .values(params)
    .onConflictDoUpdate({ target: [memberships.ownerId, memberships.userId], set: { role: params.role } })
}

/** The owners of one person, by name. */
export function listOwnersOfUser(db: DbOrTx, params: { userId: string }) {
  return db
    .select({ id: owners.id, name: owners.name, role: memberships.role })
    .from(memberships)
    .innerJoin(owners, eq(owners.id, memberships.ownerId))
    .where(eq(memberships.userId, params.userId))
    .orderBy(asc(owners.name), asc(owners.id))
}
