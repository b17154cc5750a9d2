import { z } from 'zod'
import { AppError } from '#lib/domain/app-error.ts'
import { defineRoute } from '#lib/http/define-route.ts'
import { downloadOf } from '#lib/http/download.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { ownerQuery } from '#lib/schemas/fields.ts'
import { crcParams } from '#lib/schemas/firmware.ts'
import { readFirmware } from '#lib/services/read-firmware.ts'
import { viewFirmware } from '#lib/services/view-firmware.ts'

const SECRET_SCRIPT =
  'This script holds a token or a private key, and goes to gateways only. It was given out when it was made; make it again where it is needed. It can be signed by its SHA-512.'

export const GET = defineRoute({
  summary: 'Download a firmware image',
  tag: 'Firmware',
  right: 'gateway:read',
  owner: 'query',
  query: ownerQuery,
  params: crcParams,
  answer: z.any(),
  download: 'application/octet-stream',
  run: async ({ ctx, owner, params }) => {
    const image = await viewFirmware(ctx, owner, params.crc)
    if (image.script?.secret) throw new AppError('conflict', SECRET_SCRIPT)
    const name = image.fileName || `firmware-${image.crc}.bin`
    return downloadOf(readFirmware(ctx, owner, image), { name, size: image.size })
  },
})

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
