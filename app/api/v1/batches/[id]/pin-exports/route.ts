import { z } from 'zod'
import { euiField, partOf } from '#lib/http/batch-views.ts'
import { defineRoute } from '#lib/http/define-route.ts'
import { fileOf } from '#lib/http/download.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { pinExportBody } from '#lib/schemas/batches.ts'
import { idParams } from '#lib/schemas/identity.ts'
import { exportPins } from '#lib/services/batches/export-pins.ts'

export const POST = defineRoute({
  summary: 'Export the claim PINs of an order for one owner',
  description:
    'A CSV of EUI, MAC and PIN, encrypted to the owner’s age key. PINs go out once; `again` where that file is lost. Both trails tell it, the operators’ and the owner’s.',
  tag: 'Batches',
  right: 'operator',
  owner: 'none',
  params: idParams,
  body: pinExportBody,
  answer: z.any(),
  download: 'application/octet-stream',
  run: async ({ ctx, actor, params, body }) => {
    const ownerId = euiField(body.ownerid, 'ownerid')
    const { name, file } = await exportPins(ctx, actor, { id: params.id, range: partOf(body), ...body, ownerId })
    return fileOf(file, { name, type: 'application/octet-stream' })
  },
})

export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
