import { z } from 'zod'
import { defineRoute } from '#lib/http/define-route.ts'
import { downloadOf } from '#lib/http/download.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { ownerQuery } from '#lib/schemas/fields.ts'
import { crcParams } from '#lib/schemas/firmware.ts'
import { readFirmware } from '#lib/services/read-firmware.ts'
import { viewFirmware } from '#lib/services/view-firmware.ts'

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
    const name = image.fileName || `firmware-${image.crc}.bin`
    return downloadOf(readFirmware(ctx, owner, image), { name, size: image.size })
  },
})

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
