import { otherMethods } from '#lib/http/other-methods.ts'
import { deleteRoute } from '#lib/http/owner-api.ts'

export const POST = deleteRoute('gateway')
export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
