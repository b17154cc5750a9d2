import { signatureListRoute } from '#lib/http/firmware-api.ts'
import { otherMethods } from '#lib/http/other-methods.ts'

export const POST = signatureListRoute()
export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
