import { AppError } from '#lib/domain/app-error.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import { formatId6 } from '#lib/domain/identifiers.ts'
import { defineRoute } from '#lib/http/define-route.ts'
import { printSchedule } from '#lib/http/firmware-views.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { gatewayFirmware, gatewayFirmwareBody } from '#lib/schemas/firmware.ts'
import { gatewayParams, ownerQuery } from '#lib/schemas/gateways.ts'
import type { Context } from '#lib/services/context.ts'
import { scheduleFirmware } from '#lib/services/schedule-firmware.ts'
import { NOT_YOURS } from '#lib/services/sentences.ts'
import { viewGateway } from '#lib/services/view-gateways.ts'

export const GET = defineRoute({
  summary: 'Show the firmware that a gateway is to be provided with, and why it waits',
  tag: 'Firmware',
  right: 'gateway:read',
  owner: 'query',
  query: ownerQuery,
  params: gatewayParams,
  answer: gatewayFirmware,
  run: ({ ctx, owner, params }) => show(ctx, owner, params.eui),
})

export const POST = defineRoute({
  summary: 'Schedule firmware for a gateway, send it once more, or cancel it',
  description:
    '`schedule` arms an image, `rearm` the one that was there, at once unless `after` tells a time. Each arming is provided once. What can never go to the gateway, because of its keys or its model, is refused with the reason.',
  tag: 'Firmware',
  right: 'firmware:write',
  owner: 'body',
  body: gatewayFirmwareBody,
  params: gatewayParams,
  answer: gatewayFirmware,
  run: async ({ ctx, actor, owner, params, body: { action, crc, after, allowUnsigned, anyModel } }) => {
    await scheduleFirmware(ctx, actor, params.eui, { action, crc, after, allowUnsigned, anyModel })
    return show(ctx, owner, params.eui)
  },
})

async function show(ctx: Context, owner: Eui, eui: Eui) {
  const view = await viewGateway(ctx, owner, eui)
  if (!view) throw new AppError('not_found', NOT_YOURS)
  return { gateway: formatId6(eui), firmware: printSchedule(view.firmware) }
}

export const { PUT, PATCH, DELETE } = otherMethods('GET', 'POST')
