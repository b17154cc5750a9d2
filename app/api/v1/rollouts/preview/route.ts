import { requireRight } from '#lib/http/authorize.ts'
import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { printPreview, readRollout } from '#lib/http/rollout-views.ts'
import { MAX_ROLLOUT_BYTES, rolloutPreviewAnswer, rolloutPreviewBody } from '#lib/schemas/rollouts.ts'
import { previewRollout } from '#lib/services/rollouts/preview-rollout.ts'

export const POST = defineRoute({
  summary: 'Show who would take part in a rollout, who would not and why, and its waves',
  description: 'Nothing is stored. Values for `setup` are tried on the first gateways and taken back.',
  tag: 'Rollouts',
  right: 'firmware:write',
  owner: 'body',
  body: rolloutPreviewBody,
  answer: rolloutPreviewAnswer,
  maxBytes: MAX_ROLLOUT_BYTES,
  run: async ({ ctx, actor, caller, owner, body }) => {
    if (body.change.kind === 'credentials') requireRight(caller, owner, 'gateway:setup')
    return printPreview(await previewRollout(ctx, actor, readRollout(body)))
  },
})
export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
