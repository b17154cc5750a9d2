import { printRevocation } from '#lib/http/client-ca-views.ts'
import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { revocation, revokeHeldBody } from '#lib/schemas/client-cas.ts'
import { revokeHeldCertificate } from '#lib/services/client-cas/revoke.ts'

export const POST = defineRoute({
  summary: 'Revoke the certificate of a credential set',
  description:
    'For ever, and whoever issued it. A gateway that has no other credential is shut out. What a CA issued that Gatehouse keeps goes on its list of revoked certificates too.',
  tag: 'Client certificates',
  right: 'owner:admin',
  owner: 'body',
  body: revokeHeldBody,
  answer: revocation,
  status: 201,
  run: async ({ ctx, actor, body: { gateway, category, version, reason } }) =>
    printRevocation(await revokeHeldCertificate(ctx, actor, { eui: gateway, category, version, reason })),
})

export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
