import { otherMethods } from '#lib/http/other-methods.ts'
import { previewSetupRoute } from '#lib/http/owner-api.ts'

export const POST = previewSetupRoute()
export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
