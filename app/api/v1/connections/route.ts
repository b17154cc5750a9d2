import { decodeCursor, encodeCursor } from '#lib/http/cursor.ts'
import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import {
  connectionListQuery,
  connectionPage,
  createConnectionBody,
  createdConnection,
} from '#lib/schemas/connections.ts'
import { createConnection } from '#lib/services/connections/create-connection.ts'
import { pageConnections } from '#lib/services/connections/view-connections.ts'

export const GET = defineRoute({
  summary: 'Search and page through connections with their health',
  description: 'Members with domain restrictions see the connections of their domains, and cross-domain ones masked.',
  tag: 'Connections',
  right: 'connection:read',
  owner: 'query',
  query: connectionListQuery,
  answer: connectionPage,
  run: async ({ ctx, actor, query: { q, health, contentType, domain, cursor, limit } }) => {
    const [sortName = '', id = ''] = decodeCursor(cursor, ['text', 'uuid']) ?? []
    const after = cursor ? { sortName, id } : undefined
    const text = q?.trim() || undefined
    const page = await pageConnections(ctx, actor, { text, health, contentType, domain, after, limit })
    return {
      connections: page.rows,
      next: page.last && encodeCursor([page.last.sortName, page.last.id]),
      counts: page.counts,
    }
  },
})

export const POST = defineRoute({
  summary: 'Create a Basic HTTPS connection',
  description:
    'The key and the credential for `/reports` are in this answer and nowhere else. Share the key with your application server.',
  tag: 'Connections',
  right: 'connection:write',
  owner: 'body',
  body: createConnectionBody,
  answer: createdConnection,
  status: 201,
  run: ({ ctx, actor, body }) => createConnection(ctx, actor, body),
})

export const { PUT, PATCH, DELETE } = otherMethods('GET', 'POST')
