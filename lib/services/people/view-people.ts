import type { z } from 'zod'
import { listPeople } from '#lib/db/people.ts'
import type { PeopleFilter } from '#lib/domain/people/people-filter.ts'
import type { peopleAnswer } from '#lib/schemas/people.ts'
import type { Context } from '../context.ts'

/** One page of all people, by e-mail; `after` is the last e-mail of the page before, in lower case. */
export async function viewPeople(
  context: Context,
  params: {
    readonly text: string
    readonly only: PeopleFilter | undefined
    readonly after: string | undefined
    readonly limit: number
  },
): Promise<z.infer<typeof peopleAnswer>> {
  const { text, only, after = '', limit } = params
  const rows = await listPeople(context.sql, { text: text.trim(), only, after, limit: limit + 1 })
  const people = rows
    .slice(0, limit)
    .map(({ lastSeenAt, ...person }) => ({ ...person, lastSeenAt: lastSeenAt?.toISOString() ?? null }))
  return { people, next: rows.length > limit ? (people.at(-1)?.email.toLowerCase() ?? null) : null }
}
