import { otherMethods } from '#lib/http/other-methods.ts'
import { claimRoute } from '#lib/http/owner-api.ts'

export const POST = claimRoute('gateway')
export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
