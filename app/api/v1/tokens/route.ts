import { rightsIn } from '#lib/http/caller.ts'
import { readCertificateText } from '#lib/http/certificate-text.ts'
import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { memberOfTokens } from '#lib/http/own-tokens.ts'
import { createTokenAnswer, createTokenBody, tokensAnswer } from '#lib/schemas/identity.ts'
import { createApiToken, registerCertificate } from '#lib/services/create-api-token.ts'
import { listApiTokens } from '#lib/services/list-api-tokens.ts'

export const GET = defineRoute({
  summary: 'List API tokens',
  tag: 'API tokens',
  description: 'Admins see all of the owner, other members their own.',
  right: 'owner:admin',
  ownToo: true,
  owner: 'query',
  answer: tokensAnswer,
  run: ({ ctx, caller, owner }) => listApiTokens(ctx, { ownerId: owner, boundTo: memberOfTokens(caller, owner) }),
})

export const POST = defineRoute({
  summary: 'Create an API token, or register a client certificate',
  description:
    'The token is in this answer and nowhere else. Nobody can give a token rights that they lack themselves. A token of a member who is no admin is bound to that member: to the role and the domains of each moment. With `certificate`, calls over the TLS listener for programs (API_PORT), or through a trusted proxy, authenticate with that certificate.',
  tag: 'API tokens',
  right: 'owner:admin',
  ownToo: true,
  owner: 'body',
  body: createTokenBody,
  answer: createTokenAnswer,
  status: 201,
  run: async ({ ctx, actor, caller, owner, body: { name, rights, own, expiresAt, certificate } }) => {
    const held = rightsIn(caller, owner) ?? []
    const until = expiresAt === undefined ? undefined : new Date(expiresAt)
    const boundTo = memberOfTokens(caller, owner) ?? (own && caller.kind === 'session' ? caller.user.id : undefined)
    const wanted = { ownerId: owner, name, rights, held, boundTo, expiresAt: until }
    if (certificate === undefined) return createApiToken(ctx, actor, wanted)
    const file = readCertificateText(certificate)
    return { ...(await registerCertificate(ctx, actor, { ...wanted, certificate: file })), token: null }
  },
})

export const { PUT, PATCH, DELETE } = otherMethods('GET', 'POST')
