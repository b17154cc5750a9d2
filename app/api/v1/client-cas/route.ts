import { readCertificateText } from '#lib/http/certificate-text.ts'
import { printClientCa } from '#lib/http/client-ca-views.ts'
import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { addClientCaBody, clientCa, clientCas } from '#lib/schemas/client-cas.ts'
import { addCa, listCas } from '#lib/services/client-cas/keep-cas.ts'

export const GET = defineRoute({
  summary: 'List the CAs for client certificates of gateways',
  tag: 'Client certificates',
  right: 'gateway:read',
  owner: 'query',
  answer: clientCas,
  run: async ({ ctx, owner }) => ({ cas: (await listCas(ctx, owner)).map((ca) => printClientCa(ctx, ca)) }),
})

export const POST = defineRoute({
  summary: 'Register a CA, or make one',
  description:
    'A gateway that shows a certificate of such a CA with its EUI in the CN or a dNSName is let in. Without `certificate` Gatehouse makes a CA, keeps its key, and can issue and renew with it.',
  tag: 'Client certificates',
  right: 'owner:admin',
  owner: 'body',
  body: addClientCaBody,
  answer: clientCa,
  status: 201,
  run: async ({ ctx, actor, body: { name, certificate } }) => {
    const file = certificate === undefined ? undefined : readCertificateText(certificate)
    return printClientCa(ctx, await addCa(ctx, actor, { name, certificate: file }))
  },
})

export const { PUT, PATCH, DELETE } = otherMethods('GET', 'POST')
