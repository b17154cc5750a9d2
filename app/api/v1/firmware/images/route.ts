import { MAX_IMAGE_BYTES } from '#lib/domain/image-limit.ts'
import { defineRoute } from '#lib/http/define-route.ts'
import { printImage } from '#lib/http/firmware-views.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { uploadBody } from '#lib/http/upload-body.ts'
import { firmwareImages, uploadAnswer, uploadQuery } from '#lib/schemas/firmware.ts'
import { storeFirmware } from '#lib/services/store-firmware.ts'
import { listFirmware, viewFirmware } from '#lib/services/view-firmware.ts'

export const GET = defineRoute({
  summary: 'List firmware images with their signatures',
  tag: 'Firmware',
  right: 'gateway:read',
  owner: 'query',
  answer: firmwareImages,
  run: async ({ ctx, owner }) => ({ images: (await listFirmware(ctx, owner)).map(printImage) }),
})

export const POST = defineRoute({
  summary: 'Upload a firmware image',
  description:
    'The body is the file as it is, up to 1 GiB. It is stored as it comes; a part of it is never visible. An image that you have already is not stored twice.',
  tag: 'Firmware',
  right: 'firmware:write',
  owner: 'query',
  query: uploadQuery,
  upload: uploadBody(MAX_IMAGE_BYTES),
  answer: uploadAnswer,
  status: 201,
  run: async ({ ctx, actor, owner, query, upload }) => {
    const { version, model, flavor, notes, name, crc, size } = query
    const names = { version, model, flavor, notes, fileName: name }
    const stored = await storeFirmware(ctx, actor, { ...names, expectedCrc: crc, expectedSize: size }, upload)
    return { ...printImage(await viewFirmware(ctx, owner, stored.image.crc)), duplicate: stored.duplicate }
  },
})

export const { PUT, PATCH, DELETE } = otherMethods('GET', 'POST')
