import { jsonDownlinkRoute } from '#lib/http/downlink-api.ts'
import { otherMethods } from '#lib/http/other-methods.ts'

export const POST = jsonDownlinkRoute

export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
