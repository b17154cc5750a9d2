import { z } from 'zod'
import { defineRoute } from '#lib/http/define-route.ts'
import { printImage } from '#lib/http/firmware-views.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { changeImageBody, crcParams, firmwareImage } from '#lib/schemas/firmware.ts'
import { changeFirmware } from '#lib/services/change-firmware.ts'
import { deleteFirmware } from '#lib/services/delete-firmware.ts'
import { viewFirmware } from '#lib/services/view-firmware.ts'

export const GET = defineRoute({
  summary: 'Show one firmware image',
  tag: 'Firmware',
  right: 'gateway:read',
  owner: 'query',
  params: crcParams,
  answer: firmwareImage,
  run: async ({ ctx, owner, params }) => printImage(await viewFirmware(ctx, owner, params.crc)),
})

export const PATCH = defineRoute({
  summary: 'Change the version, model and notes of a firmware image',
  tag: 'Firmware',
  right: 'firmware:write',
  owner: 'body',
  body: changeImageBody,
  params: crcParams,
  answer: firmwareImage,
  run: async ({ ctx, actor, owner, params, body: { version, model, flavor, notes, name, before } }) => {
    await changeFirmware(ctx, actor, params.crc, { version, model, flavor, notes, name }, before)
    return printImage(await viewFirmware(ctx, owner, params.crc))
  },
})

export const DELETE = defineRoute({
  summary: 'Delete a firmware image with its signatures',
  description: 'Refused while a gateway is scheduled for it.',
  tag: 'Firmware',
  right: 'firmware:write',
  owner: 'query',
  params: crcParams,
  answer: z.null(),
  status: 204,
  run: async ({ ctx, actor, params }) => {
    await deleteFirmware(ctx, actor, params.crc)
    return null
  },
})

export const { POST, PUT } = otherMethods('GET', 'PATCH', 'DELETE')
