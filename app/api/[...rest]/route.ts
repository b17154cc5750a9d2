import { refuseUnknownAddress } from '#lib/http/other-methods.ts'

export {
  refuseUnknownAddress as DELETE,
  refuseUnknownAddress as GET,
  refuseUnknownAddress as PATCH,
  refuseUnknownAddress as POST,
  refuseUnknownAddress as PUT,
}
