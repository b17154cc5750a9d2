import { z } from 'zod'
import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { printRollout } from '#lib/http/rollout-views.ts'
import { rolloutAnswer, rolloutParams, rolloutQuery } from '#lib/schemas/rollouts.ts'
import { deleteDraft } from '#lib/services/rollouts/start-rollout.ts'
import { viewRollout } from '#lib/services/rollouts/view-rollout.ts'

export const GET = defineRoute({
  summary: 'Show a rollout: its waves, numbers, reasons, and what happens next',
  tag: 'Rollouts',
  right: 'gateway:read',
  owner: 'query',
  query: rolloutQuery,
  params: rolloutParams,
  answer: rolloutAnswer,
  run: async ({ ctx, owner, params }) => printRollout(await viewRollout(ctx, owner, params.id)),
})

export const DELETE = defineRoute({
  summary: 'Delete a draft',
  tag: 'Rollouts',
  right: 'firmware:write',
  owner: 'query',
  query: rolloutQuery,
  params: rolloutParams,
  answer: z.null(),
  status: 204,
  run: async ({ ctx, actor, params }) => {
    await deleteDraft(ctx, actor, params.id)
    return null
  },
})
export const { POST, PUT, PATCH } = otherMethods('GET', 'DELETE')
