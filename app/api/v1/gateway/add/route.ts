import { otherMethods } from '#lib/http/other-methods.ts'
import { addRoute } from '#lib/http/owner-api.ts'

export const POST = addRoute('gateway')
export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
