import { formatId6 } from '#lib/domain/identifiers.ts'
import { defineRoute } from '#lib/http/define-route.ts'
import { readTarget } from '#lib/http/gateway-target.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { ownerQuery } from '#lib/schemas/gateways.ts'
import { changeTagsAnswer, changeTagsBody, MAX_ROLLOUT_BYTES, tagsAnswer } from '#lib/schemas/rollouts.ts'
import { changeTags, listTags } from '#lib/services/change-tags.ts'

export const GET = defineRoute({
  summary: 'List tags and sites with their numbers of gateways',
  tag: 'Gateways',
  right: 'gateway:read',
  owner: 'query',
  query: ownerQuery,
  answer: tagsAnswer,
  run: ({ ctx, owner }) => listTags(ctx, owner),
})

export const POST = defineRoute({
  summary: 'Add and remove tags, and set the site, of many gateways',
  tag: 'Gateways',
  right: 'gateway:setup',
  owner: 'body',
  body: changeTagsBody,
  answer: changeTagsAnswer,
  maxBytes: MAX_ROLLOUT_BYTES,
  run: async ({ ctx, actor, body: { target, add, remove, site, undo } }) => {
    const done = await changeTags(ctx, actor, readTarget(target), { add, remove, site })
    const { before, left, ...counts } = done
    const changed = { ...counts, left: left.map(({ eui, error }) => ({ gateway: formatId6(eui), error })) }
    if (!undo) return changed
    return {
      ...changed,
      before: before?.map(({ eui, tags, site }) => ({ gateway: formatId6(eui), tags: [...tags], site })) ?? null,
    }
  },
})
export const { PUT, PATCH, DELETE } = otherMethods('GET', 'POST')
