import { z } from 'zod'
import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { cupsTrust } from '#lib/services/describe-site.ts'

export const GET = defineRoute({
  summary: 'Download the CA that gateways trust this server by, as a Station’s cups.trust',
  tag: 'Site',
  right: 'public',
  owner: 'none',
  answer: z.string(),
  run: async ({ ctx }) =>
    new Response(await cupsTrust(ctx), {
      headers: {
        'Content-Type': 'application/x-pem-file',
        'Content-Disposition': 'attachment; filename="cups.trust"',
      },
    }),
})
export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
