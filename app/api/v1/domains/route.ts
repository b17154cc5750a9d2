import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { addDomainBody, domainAnswer, domainsAnswer, switchDomainsBody } from '#lib/schemas/domains.ts'
import { addDomain, setDomainsEnabled, viewDomains } from '#lib/services/connections/manage-domains.ts'

export const GET = defineRoute({
  summary: 'List domain groups and domains',
  description: 'Members with domain restrictions see what they may assign.',
  tag: 'Domains',
  right: 'connection:read',
  owner: 'query',
  answer: domainsAnswer,
  run: ({ ctx, actor }) => viewDomains(ctx, actor),
})

export const POST = defineRoute({
  summary: 'Add a domain',
  description: 'Up to five levels of 20 characters, such as EMEA/France/Paris. A domain keeps its name.',
  tag: 'Domains',
  right: 'owner:admin',
  owner: 'body',
  body: addDomainBody,
  answer: domainAnswer,
  status: 201,
  run: ({ ctx, actor, body: { groupId, path } }) => addDomain(ctx, actor, { groupId, path }),
})

export const PATCH = defineRoute({
  summary: 'Switch segregation by domains on or off',
  description: 'Switched off, no member is restricted, and nothing new is assigned; what is assigned stays.',
  tag: 'Domains',
  right: 'owner:admin',
  owner: 'body',
  body: switchDomainsBody,
  answer: domainsAnswer,
  run: async ({ ctx, actor, body }) => {
    await setDomainsEnabled(ctx, actor, body.enabled)
    return viewDomains(ctx, actor)
  },
})

export const { PUT, DELETE } = otherMethods('GET', 'POST', 'PATCH')
