import { otherMethods } from '#lib/http/other-methods.ts'
import { setupRoute } from '#lib/http/owner-api.ts'

export const POST = setupRoute('router')
export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
