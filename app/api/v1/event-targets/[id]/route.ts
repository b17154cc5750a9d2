import { z } from 'zod'
import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { changeEventTargetBody, eventTargetParams, eventTargetView } from '#lib/schemas/events.ts'
import { ownerQuery } from '#lib/schemas/fields.ts'
import { changeTarget, removeTarget, viewTarget } from '#lib/services/events/manage-event-targets.ts'

export const GET = defineRoute({
  summary: 'Show one event target',
  tag: 'Events',
  right: 'connection:read',
  owner: 'query',
  query: ownerQuery,
  params: eventTargetParams,
  answer: eventTargetView,
  run: ({ ctx, owner, params }) => viewTarget(ctx, owner, params.id),
})

export const PATCH = defineRoute({
  summary: 'Change, activate or deactivate an event target',
  description: 'Fields that are left out stay.',
  tag: 'Events',
  right: 'connection:write',
  owner: 'body',
  body: changeEventTargetBody,
  params: eventTargetParams,
  answer: eventTargetView,
  run: ({ ctx, actor, body, params }) => changeTarget(ctx, actor, params.id, body),
})

export const DELETE = defineRoute({
  summary: 'Delete an event target',
  description: 'What still waits for delivery is deleted with it.',
  tag: 'Events',
  right: 'connection:write',
  owner: 'query',
  query: ownerQuery,
  params: eventTargetParams,
  answer: z.null(),
  status: 204,
  run: async ({ ctx, actor, params }) => {
    await removeTarget(ctx, actor, params.id)
    return null
  },
})

export const { POST, PUT } = otherMethods('GET', 'PATCH', 'DELETE')
