import { otherMethods } from '#lib/http/other-methods.ts'
import { listRoute } from '#lib/http/owner-api.ts'

export const POST = listRoute()
export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
