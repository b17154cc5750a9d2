import { type Eui, formatId6 } from '#lib/domain/identifiers.ts'
import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { issueAnswer, issueBody } from '#lib/schemas/client-cas.ts'
import { idParams } from '#lib/schemas/identity.ts'
import { issueCertificates } from '#lib/services/client-cas/issue-certificates.ts'

export const POST = defineRoute({
  summary: 'Issue certificates for gateways',
  description:
    'Each gateway gets a key and a certificate of a CA that Gatehouse keeps, as with `setup`; URI and trust stay. Gatehouse renews them before they end, for as long as they are wanted on the gateway.',
  tag: 'Client certificates',
  right: 'gateway:setup',
  owner: 'body',
  params: idParams,
  body: issueBody,
  answer: issueAnswer,
  run: async ({ ctx, actor, params, body: { category, days, gateways } }) => {
    const answers = await issueCertificates(ctx, actor, { caId: params.id, category, days, gateways })
    return answers.map((one) => ({
      ...one,
      gateway: /^[0-9a-f]{16}$/.test(one.gateway) ? formatId6(one.gateway as Eui) : one.gateway,
    }))
  },
})

export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
