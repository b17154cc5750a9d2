import { otherMethods } from '#lib/http/other-methods.ts'
import { infoRoute } from '#lib/http/owner-api.ts'

export const POST = infoRoute('gateway')
export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
