import { printRevocation } from '#lib/http/client-ca-views.ts'
import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { revocation, revocations, revokeBody } from '#lib/schemas/client-cas.ts'
import { idParams } from '#lib/schemas/identity.ts'
import { listRevoked, revokeCertificate } from '#lib/services/client-cas/revoke.ts'

export const GET = defineRoute({
  summary: 'List the revoked certificates of a CA',
  tag: 'Client certificates',
  right: 'gateway:read',
  owner: 'query',
  params: idParams,
  answer: revocations,
  run: async ({ ctx, owner, params }) => ({
    revocations: (await listRevoked(ctx, owner, params.id)).map(printRevocation),
  }),
})

export const POST = defineRoute({
  summary: 'Revoke a certificate',
  description: 'For ever. A gateway that has no other credential is shut out.',
  tag: 'Client certificates',
  right: 'owner:admin',
  owner: 'body',
  params: idParams,
  body: revokeBody,
  answer: revocation,
  status: 201,
  run: async ({ ctx, actor, params, body }) =>
    printRevocation(await revokeCertificate(ctx, actor, { caId: params.id, serial: body.serial, reason: body.reason })),
})

export const { PUT, PATCH, DELETE } = otherMethods('GET', 'POST')
