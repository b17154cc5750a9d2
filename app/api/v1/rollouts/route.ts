import { requireRight } from '#lib/http/authorize.ts'
import { decodeCursor, encodeCursor } from '#lib/http/cursor.ts'
import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { printRollout, printSummary, readRollout } from '#lib/http/rollout-views.ts'
import {
  createRolloutBody,
  MAX_ROLLOUT_BYTES,
  rolloutAnswer,
  rolloutList,
  rolloutListQuery,
} from '#lib/schemas/rollouts.ts'
import { createRollout } from '#lib/services/rollouts/start-rollout.ts'
import { listRollouts, viewRollout } from '#lib/services/rollouts/view-rollout.ts'

export const GET = defineRoute({
  summary: 'List rollouts',
  tag: 'Rollouts',
  right: 'gateway:read',
  owner: 'query',
  query: rolloutListQuery,
  answer: rolloutList,
  run: async ({ ctx, owner, query: { state, cursor, limit } }) => {
    const [at, id] = decodeCursor(cursor, ['time', 'uuid']) ?? []
    const page = await listRollouts(ctx, owner, { state, after: at && id ? { at, id } : undefined, limit })
    const last = page.rows.at(-1)
    return {
      rollouts: page.rows.map(printSummary),
      next: page.more && last ? encodeCursor([last.cursorAt, last.id]) : null,
    }
  },
})

export const POST = defineRoute({
  summary: 'Create a rollout, as a draft or started',
  description:
    'Takes a firmware image, or URIs and credentials as `setup` does, to many gateways in waves. When it starts, its gateways are fixed; it pauses by itself when too many fail. Credentials need the right `gateway:setup` too.',
  tag: 'Rollouts',
  right: 'firmware:write',
  owner: 'body',
  body: createRolloutBody,
  answer: rolloutAnswer,
  status: 201,
  maxBytes: MAX_ROLLOUT_BYTES,
  run: async ({ ctx, actor, caller, owner, body }) => {
    if (body.change.kind === 'credentials') requireRight(caller, owner, 'gateway:setup')
    const { name, start, confirm } = body
    const id = await createRollout(ctx, actor, { ...readRollout(body), name, start, confirm })
    return printRollout(await viewRollout(ctx, owner, id))
  },
})
export const { PUT, PATCH, DELETE } = otherMethods('GET', 'POST')
