/** Contracts of the list of downlinks. */
import { z } from 'zod'
import { ownerQuery, time } from './fields.ts'

const id = z.string().regex(/^\d{1,15}$/)

export const downlinksQuery = ownerQuery.extend({
  device: z
    .string()
    .transform((text) => text.replace(/[-:\s]/g, '').toLowerCase())
    .pipe(z.string().regex(/^[0-9a-f]{16}$/, 'A DevEUI has 16 hex digits.'))
    .optional()
    .meta({ description: 'A DevEUI.' }),
  before: id.optional().meta({ description: '`next` of the page before.' }),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})

export const downlinksAnswer = z.object({
  downlinks: z.array(
    z.object({
      id: z.uuid(),
      device: z.string().meta({ description: 'The DevEUI, 16 hex digits.' }),
      fPort: z.number().nullable(),
      payload: z
        .string()
        .nullable()
        .meta({ description: 'Hex. Null: only the queue was flushed, or it is not shown to you.' }),
      fCntDn: z.number().nullable(),
      confirmed: z.boolean(),
      flush: z.boolean(),
      correlationId: z.string().nullable(),
      state: z.enum(['waiting', 'handed-over', 'sent', 'acknowledged', 'failed']),
      cause: z.string().meta({ description: 'Why the last try failed.' }),
      attempts: z.number(),
      acceptedAt: time,
      validUntil: time.nullable(),
      nextTryAt: time.nullable(),
      handedOverAt: time.nullable(),
      settledAt: time.nullable(),
    }),
  ),
  next: z.string().nullable(),
})
