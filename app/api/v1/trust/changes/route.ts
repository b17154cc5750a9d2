import { decodeCursor, encodeCursor } from '#lib/http/cursor.ts'
import { defineRoute } from '#lib/http/define-route.ts'
import { takeLiveCheck } from '#lib/http/live-check-limit.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { printChange, printSummary } from '#lib/http/trust-views.ts'
import { createChangeBody, trustChangeAnswer, trustChangeList, trustChangeListQuery } from '#lib/schemas/trust.ts'
import { createTrustChange, listChanges, viewTrustChange } from '#lib/services/trust/change-trust.ts'

export const GET = defineRoute({
  summary: 'List changes of trust',
  tag: 'Trust',
  right: 'gateway:read',
  owner: 'query',
  query: trustChangeListQuery,
  answer: trustChangeList,
  run: async ({ ctx, owner, query: { cursor, limit } }) => {
    const [at, id] = decodeCursor(cursor, ['time', 'uuid']) ?? []
    const { rows, more } = await listChanges(ctx, owner, { after: at && id ? { at, id } : undefined, limit })
    const last = rows.at(-1)
    return { changes: rows.map(printSummary), next: more && last ? encodeCursor([last.cursorAt, last.id]) : null }
  },
})

export const POST = defineRoute({
  summary: 'Prepare a change of the root behind a server',
  description:
    'Looks at the servers and keeps the plan; nothing is sent to a gateway. Station takes one CA certificate as its trust, so the server is what both roots verify for a while: by a chain with a cross-signed certificate, or at a second address.',
  tag: 'Trust',
  right: 'gateway:setup',
  owner: 'body',
  body: createChangeBody,
  answer: trustChangeAnswer,
  status: 201,
  run: async ({ ctx, actor, owner, body: { ownerid: _, ...request } }) => {
    if (!request.chain) takeLiveCheck(owner)
    const id = await createTrustChange(ctx, actor, request)
    return printChange(await viewTrustChange(ctx, owner, id))
  },
})
export const { PUT, PATCH, DELETE } = otherMethods('GET', 'POST')
