import { printBatchDetail } from '#lib/http/batch-views.ts'
import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { batchDetail, changeBatchBody } from '#lib/schemas/batches.ts'
import { idParams } from '#lib/schemas/identity.ts'
import { updateBatch, viewBatch } from '#lib/services/batches/view-batches.ts'

export const GET = defineRoute({
  summary: 'Read a batch',
  tag: 'Batches',
  right: 'operator',
  owner: 'none',
  params: idParams,
  answer: batchDetail,
  run: async ({ ctx, params }) => printBatchDetail(await viewBatch(ctx, params.id)),
})

export const PATCH = defineRoute({
  summary: 'Change manufacturer and notes of a batch',
  description: 'Its range, flavor and root key stay for ever: gateways were made by them.',
  tag: 'Batches',
  right: 'operator',
  owner: 'none',
  params: idParams,
  body: changeBatchBody,
  answer: batchDetail,
  run: async ({ ctx, actor, params, body: { before, ...texts } }) =>
    printBatchDetail(await updateBatch(ctx, actor, params.id, texts, before)),
})

export const { POST, PUT, DELETE } = otherMethods('GET', 'PATCH')
