import { formatId6 } from '#lib/domain/identifiers.ts'
import { defineRoute } from '#lib/http/define-route.ts'
import { printVersion } from '#lib/http/gateway-page-views.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { versionList } from '#lib/schemas/gateway-page.ts'
import { gatewayParams, ownerQuery } from '#lib/schemas/gateways.ts'
import { viewVersions } from '#lib/services/gateway-page/view-versions.ts'

export const GET = defineRoute({
  summary: 'List the versions of a gateway’s credential sets, without their secrets',
  description: 'Newest first within each category; `return` says whether one can go back to a version.',
  tag: 'Gateways',
  right: 'gateway:read',
  owner: 'query',
  query: ownerQuery,
  params: gatewayParams,
  answer: versionList,
  run: async ({ ctx, owner, params: { eui } }) => {
    const { revision, versions } = await viewVersions(ctx, owner, eui)
    return { gateway: formatId6(eui), revision, versions: versions.map(printVersion) }
  },
})
export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
