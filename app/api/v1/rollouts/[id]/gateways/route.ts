import { decodeCursor, encodeCursor } from '#lib/http/cursor.ts'
import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { printMembers } from '#lib/http/rollout-views.ts'
import { rolloutGateways, rolloutGatewaysQuery, rolloutParams } from '#lib/schemas/rollouts.ts'
import { listRolloutGateways } from '#lib/services/rollouts/view-rollout.ts'

export const GET = defineRoute({
  summary: 'Page through the gateways of a rollout: where each stands, and why',
  tag: 'Rollouts',
  right: 'gateway:read',
  owner: 'query',
  query: rolloutGatewaysQuery,
  params: rolloutParams,
  answer: rolloutGateways,
  run: async ({ ctx, owner, params, query: { state, code, wave, cursor, limit } }) => {
    const [place] = decodeCursor(cursor, ['number']) ?? []
    const { rows, more } = await listRolloutGateways(ctx, owner, params.id, {
      state,
      code,
      wave: wave === undefined ? undefined : wave - 1,
      after: place === undefined ? undefined : Number(place),
      limit,
    })
    const last = rows.at(-1)
    return printMembers(rows, more && last ? encodeCursor([String(last.place)]) : null)
  },
})
export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
