import { writeAudit } from '#lib/db/audit.ts'
import { raiseSessionVersion } from '#lib/db/users.ts'
import type { Actor, Context } from './context.ts'

/** Signs a person out everywhere: every cookie of theirs stops counting with this statement. */
export async function endSessions(ctx: Context, actor: Actor, params: { userId: string }): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    await raiseSessionVersion(tx, { id: params.userId })
    await writeAudit(tx, { ownerId: null, actor: actor.id, address: actor.address, action: 'session.end-all' })
  })
}
