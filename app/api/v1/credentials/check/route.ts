import { defineRoute } from '#lib/http/define-route.ts'
import { takeLiveCheck } from '#lib/http/live-check-limit.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { setupCheckAnswer, setupCheckBody } from '#lib/schemas/inspection.ts'
import { checkSetup } from '#lib/services/live-check/check-setup.ts'

export const POST = defineRoute({
  summary: 'Try a target live, with exactly the credentials that a gateway would be given',
  description:
    'What `setup` would store for one category of a gateway, with what is stored already: TLS against this one trust, the name, then /router-info of the LNS or one check-in that asks for nothing at a foreign CUPS. This very server is only greeted. Stores nothing but a line in the audit trail.',
  tag: 'Gateways',
  right: 'gateway:setup',
  owner: 'body',
  body: setupCheckBody,
  answer: setupCheckAnswer,
  run: async ({ ctx, actor, owner, body: { ownerid: _, ...body } }) => {
    takeLiveCheck(owner)
    return await checkSetup(ctx, actor, body)
  },
})
export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
