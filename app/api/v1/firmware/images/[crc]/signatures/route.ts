import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { crcParams, signImageAnswer, signImageBody } from '#lib/schemas/firmware.ts'
import { signFirmware } from '#lib/services/sign-firmware.ts'

export const POST = defineRoute({
  summary: 'Sign a firmware image with a key that is kept here',
  description:
    'ECDSA P-256 over the SHA-512 that was taken when the image came in. A signature that is there already is answered again. One that was made elsewhere goes to `POST /api/v1/signature/add`.',
  tag: 'Firmware',
  right: 'firmware:write',
  owner: 'body',
  params: crcParams,
  body: signImageBody,
  answer: signImageAnswer,
  run: async ({ ctx, actor, params, body }) => {
    const { sigCrc, keyCrc } = await signFirmware(ctx, actor, { fwCrc: params.crc, keyCrc: body.keycrc })
    return { sigcrc: sigCrc, keycrc: keyCrc }
  },
})

export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
