import { AppError } from '#lib/domain/app-error.ts'
import { readWrappedKey } from '#lib/domain/batches/twin-key.ts'
import { type Eui, formatId6 } from '#lib/domain/identifiers.ts'
import { euiField, printBatch, printBatchDetail } from '#lib/http/batch-views.ts'
import { decodeCursor, encodeCursor } from '#lib/http/cursor.ts'
import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { batches, batchesQuery, createBatchAnswer, createBatchBody } from '#lib/schemas/batches.ts'
import { listBatches, viewBatch } from '#lib/services/batches/view-batches.ts'
import { createBatch } from '#lib/services/create-batch.ts'

export const GET = defineRoute({
  summary: 'List batches',
  tag: 'Batches',
  right: 'operator',
  owner: 'none',
  query: batchesQuery,
  answer: batches,
  run: async ({ ctx, query: { cursor, limit } }) => {
    const [after] = decodeCursor(cursor, ['eui']) ?? []
    const page = await listBatches(ctx, { after: after as Eui | undefined, limit })
    return { batches: page.batches.map(printBatch), next: page.next ? encodeCursor([page.next]) : null }
  },
})

export const POST = defineRoute({
  summary: 'Create a batch',
  description:
    'A range of identifiers, both ends included, under one root key: a new one, a new one that leaves once wrapped to `twinKey`, or `wrappedRoot`, which the twin made and wrapped to our transport key. No root key is ever in clear in a request or an answer.',
  tag: 'Batches',
  right: 'operator',
  owner: 'none',
  body: createBatchBody,
  answer: createBatchAnswer,
  status: 201,
  run: async ({ ctx, actor, body }) => {
    const { wrappedRoot, ...rest } = body
    const wrapped = wrappedRoot === undefined ? undefined : readWrappedKey(Buffer.from(wrappedRoot))
    if (wrapped && !wrapped.ok) {
      const errors = [{ pointer: '/wrappedRoot', detail: wrapped.error, code: 'invalid' }]
      throw new AppError('invalid', wrapped.error, { errors })
    }
    const range = { from: euiField(body.from, 'from'), to: euiField(body.to, 'to') }
    const { id, exported, added } = await createBatch(ctx, { ...rest, ...range, wrappedRoot: wrapped?.value }, actor)
    return {
      ...printBatchDetail(await viewBatch(ctx, id)),
      exportedRoot: exported?.toString('base64') ?? null,
      added: { gateways: added.euis.map(formatId6), count: added.count },
    }
  },
})

export const { PUT, PATCH, DELETE } = otherMethods('GET', 'POST')
