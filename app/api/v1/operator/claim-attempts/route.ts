import { printAttempt } from '#lib/http/claim-attempt-views.ts'
import { decodeCursor, encodeCursor } from '#lib/http/cursor.ts'
import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { claimAttempts, claimAttemptsQuery } from '#lib/schemas/claim-attempts.ts'
import { listAttempts } from '#lib/services/claims/view-attempts.ts'

export const GET = defineRoute({
  summary: 'List wrong claim PINs',
  description:
    'Grouped by owner, by owner and gateway, or by address: how often, since when, and the pause that they cost.',
  tag: 'Claim attempts',
  right: 'operator',
  owner: 'none',
  query: claimAttemptsQuery,
  answer: claimAttempts,
  run: async ({ ctx, query: { cursor, held, ...rest } }) => {
    const [at, key] = decodeCursor(cursor, ['time', 'text']) ?? []
    const after = at === undefined || key === undefined ? null : { at, key }
    const { attempts, next } = await listAttempts(ctx, { ...rest, held: held === 'true', after })
    return { attempts: attempts.map(printAttempt), next: next ? encodeCursor([next.cursorAt, next.key]) : null }
  },
})

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
