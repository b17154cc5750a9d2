import { otherMethods } from '#lib/http/other-methods.ts'
import { infoRoute } from '#lib/http/owner-api.ts'

export const POST = infoRoute('router')
export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
