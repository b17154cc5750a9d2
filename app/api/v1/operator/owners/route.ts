import type { Eui } from '#lib/domain/identifiers.ts'
import { decodeCursor, encodeCursor } from '#lib/http/cursor.ts'
import { defineRoute } from '#lib/http/define-route.ts'
import { printOwner } from '#lib/http/operator-views.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { createOperatorOwnerBody, operatorOwner, operatorOwners, operatorOwnersQuery } from '#lib/schemas/operator.ts'
import { listOwners, makeOwner } from '#lib/services/operator/manage-owners.ts'

export const GET = defineRoute({
  summary: 'List the owners of the installation',
  tag: 'Operators',
  right: 'operator',
  owner: 'none',
  query: operatorOwnersQuery,
  answer: operatorOwners,
  run: async ({ ctx, query: { q, cursor, limit } }) => {
    const [name, id] = decodeCursor(cursor, ['text', 'eui']) ?? []
    const after = name !== undefined && id ? { name, id: id as Eui } : undefined
    const page = await listOwners(ctx, { q, after, limit })
    const last = page.owners.at(-1)
    return {
      owners: page.owners.map(printOwner),
      next: page.more && last ? encodeCursor([last.sortName, last.id]) : null,
    }
  },
})

export const POST = defineRoute({
  summary: 'Create an owner',
  tag: 'Operators',
  right: 'operator',
  owner: 'none',
  body: createOperatorOwnerBody,
  answer: operatorOwner,
  status: 201,
  run: async ({ ctx, actor, body: { id, name } }) =>
    printOwner(await makeOwner(ctx, actor, { id: id === undefined ? undefined : String(id), name })),
})

export const { PUT, PATCH, DELETE } = otherMethods('GET', 'POST')
