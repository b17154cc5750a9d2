import { euiField } from '#lib/http/batch-views.ts'
import { printTry } from '#lib/http/claim-attempt-views.ts'
import { decodeCursor, encodeCursor } from '#lib/http/cursor.ts'
import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { claimTries, claimTriesQuery } from '#lib/schemas/claim-attempts.ts'
import { listTries } from '#lib/services/claims/view-attempts.ts'

export const GET = defineRoute({
  summary: 'List refused claims one by one',
  description: 'Of an owner or from an address, newest first: who tried which gateway, when and from where.',
  tag: 'Claim attempts',
  right: 'operator',
  owner: 'none',
  query: claimTriesQuery,
  answer: claimTries,
  run: async ({ ctx, query: { cursor, limit, ownerid, gateway, address } }) => {
    const [before] = decodeCursor(cursor, ['bigint']) ?? []
    const { tries, next } = await listTries(ctx, {
      ownerId: ownerid === undefined ? null : euiField(ownerid, 'ownerid'),
      eui: gateway === undefined ? null : euiField(gateway, 'gateway'),
      address: address ?? null,
      before: before === undefined ? null : Number(before),
      limit,
    })
    return { tries: tries.map(printTry), next: next === undefined ? null : encodeCursor([String(next)]) }
  },
})

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
