import { printHeldCertificate } from '#lib/http/client-ca-views.ts'
import { decodeCursor, encodeCursor } from '#lib/http/cursor.ts'
import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { heldCertificates, heldCertificatesQuery } from '#lib/schemas/client-cas.ts'
import { listHeld } from '#lib/services/client-cas/list-held.ts'

export const GET = defineRoute({
  summary: 'List the client certificates that gateways hold',
  description:
    'Those of credential sets that are wanted or still accepted, by gateway: issued by a CA that Gatehouse keeps, or set by the owner, which pins them.',
  tag: 'Client certificates',
  right: 'gateway:read',
  owner: 'query',
  query: heldCertificatesQuery,
  answer: heldCertificates,
  run: async ({ ctx, owner, query: { gateway, ca, cursor, limit } }) => {
    const page = await listHeld(ctx, owner, {
      eui: gateway,
      caId: ca,
      after: decodeCursor(cursor, ['eui', 'text', 'number']),
      limit,
    })
    return {
      certificates: page.certificates.map(printHeldCertificate),
      next: page.next ? encodeCursor(page.next) : null,
    }
  },
})

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
