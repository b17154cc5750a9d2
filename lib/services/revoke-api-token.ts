import { revokeApiToken as revoke } from '#lib/db/api-tokens.ts'
import { writeAudit } from '#lib/db/audit.ts'
import { AppError } from '#lib/domain/app-error.ts'
import type { Context, OwnerActor } from './context.ts'

/** Ends an API token at once; with `boundTo` only one of this member. Throws `not_found` when the owner has no such token in use. */
export async function revokeApiToken(
  ctx: Context,
  actor: OwnerActor,
  params: { id: string; boundTo?: string | undefined },
): Promise<void> {
  const { ownerId } = actor
  await ctx.db.transaction(async (tx) => {
    const revoked = await revoke(tx, { ownerId, ...params, now: ctx.now() })
    if (!revoked) throw new AppError('not_found', 'This owner has no such token in use. Reload the list.')
    const detail = { tokenId: params.id, name: revoked.name }
    await writeAudit(tx, { ownerId, actor: actor.id, address: actor.address, action: 'token.revoke', detail })
  })
}
