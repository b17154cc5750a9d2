import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { addDomainGroupBody, domainGroupAnswer } from '#lib/schemas/domains.ts'
import { addDomainGroup } from '#lib/services/connections/manage-domains.ts'

export const POST = defineRoute({
  summary: 'Add a domain group',
  description:
    'A name of at most 20 characters, such as Region. A connection carries at most one domain of each group.',
  tag: 'Domains',
  right: 'owner:admin',
  owner: 'body',
  body: addDomainGroupBody,
  answer: domainGroupAnswer,
  status: 201,
  run: ({ ctx, actor, body }) => addDomainGroup(ctx, actor, body.name),
})

export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
