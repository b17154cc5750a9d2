import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { configurationAnswer } from '#lib/schemas/interop.ts'
import { readConfiguration } from '#lib/services/interop/read-join-servers.ts'

export const GET = defineRoute({
  summary: 'Read the whole configuration',
  description:
    'The files without secrets, what is wrong with them by line, overlaps, races, and the map of the prefix space.',
  tag: 'Join servers',
  right: 'interop:read',
  owner: 'query',
  answer: configurationAnswer,
  run: ({ ctx, owner }) => readConfiguration(ctx, { ownerId: owner }),
})

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
