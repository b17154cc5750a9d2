import { decodeCursor, encodeCursor } from '#lib/http/cursor.ts'
import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { peopleAnswer, peopleQuery } from '#lib/schemas/people.ts'
import { viewPeople } from '#lib/services/people/view-people.ts'

export const GET = defineRoute({
  summary: 'List all people of the installation',
  tag: 'People',
  right: 'operator',
  owner: 'none',
  query: peopleQuery,
  answer: peopleAnswer,
  run: async ({ ctx, query: { q, only, cursor, limit } }) => {
    const [after] = decodeCursor(cursor, ['text']) ?? []
    const page = await viewPeople(ctx, { text: q, only, after, limit })
    return { ...page, next: page.next === null ? null : encodeCursor([page.next]) }
  },
})

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
