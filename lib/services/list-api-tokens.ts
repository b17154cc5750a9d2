import type { z } from 'zod'
import { listApiTokens as list } from '#lib/db/api-tokens.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import { RIGHTS } from '#lib/domain/rights.ts'
import type { tokensAnswer } from '#lib/schemas/identity.ts'
import type { Context } from './context.ts'

/** The owner's API tokens, or those of one member, revoked ones too, newest first; never the tokens themselves. */
export async function listApiTokens(
  ctx: Context,
  params: { ownerId: Eui; boundTo?: string | undefined },
): Promise<z.infer<typeof tokensAnswer>> {
  const rows = await list(ctx.db, params)
  const tokens = rows.map(({ boundTo, ...row }) => ({
    ...row,
    own: boundTo !== null,
    rights: RIGHTS.filter((right) => row.rights.includes(right)),
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    revokedAt: row.revokedAt?.toISOString() ?? null,
  }))
  return { tokens }
}
