import { z } from 'zod'
import { partOf } from '#lib/http/batch-views.ts'
import { defineRoute } from '#lib/http/define-route.ts'
import { streamOf } from '#lib/http/download.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { labelsBody } from '#lib/schemas/batches.ts'
import { idParams } from '#lib/schemas/identity.ts'
import { printLabels } from '#lib/services/batches/print-labels.ts'

export const POST = defineRoute({
  summary: 'Print labels of a batch as PDF',
  description:
    'MAC, EUI, claim PIN and a QR code per gateway. Formats: a4-65, a4-24, letter-30, letter-80, single-50x25. Print it at 100 %.',
  tag: 'Batches',
  right: 'operator',
  owner: 'none',
  params: idParams,
  body: labelsBody,
  answer: z.any(),
  download: 'application/pdf',
  run: async ({ ctx, actor, params, body }) => {
    const { name, pdf } = await printLabels(ctx, actor, { id: params.id, range: partOf(body), ...body })
    return streamOf(pdf, { name, type: 'application/pdf' })
  },
})

export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
