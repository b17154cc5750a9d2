import { otherMethods } from '#lib/http/other-methods.ts'
import { tokenRoute } from '#lib/http/owner-api.ts'

export const POST = tokenRoute('router')
export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
