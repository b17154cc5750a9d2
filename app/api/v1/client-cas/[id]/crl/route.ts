import { z } from 'zod'
import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { idParams } from '#lib/schemas/identity.ts'
import { crlOf } from '#lib/services/client-cas/revoke.ts'

export const GET = defineRoute({
  summary: 'The list of revoked certificates of a CA',
  description: 'DER, as RFC 5280 has it; the certificates name this address. For everybody.',
  tag: 'Client certificates',
  right: 'public',
  owner: 'none',
  params: idParams,
  answer: z.any(),
  download: 'application/pkix-crl',
  run: async ({ ctx, params }) =>
    new Response(new Uint8Array(await crlOf(ctx, params.id)), {
      headers: { 'Content-Type': 'application/pkix-crl' },
    }),
})

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
