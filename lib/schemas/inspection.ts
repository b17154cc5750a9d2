/** Contract of the look at credentials before they are saved. */
import { z } from 'zod'
import { CHECK_STEPS } from '#lib/domain/lns/check-report.ts'
import { certificateFacts, euiParameter } from './gateways.ts'

/** PEM, a token's header line, or Base64; a folder of files that are no credentials is cut off here. */
const file = z.string().max(65_536, 'This is too large for a certificate or key.').nullable().optional()

export const inspectBody = z.union([
  z.object({
    ownerid: z.string(),
    category: z.enum(['cups', 'tc']),
    gateway: euiParameter.optional().meta({ description: 'Merge with what is stored for this gateway.' }),
    uri: z.string().max(1024).nullable().optional(),
    trust: file,
    crt: file,
    key: file,
  }),
  z.object({
    ownerid: z.string(),
    files: z
      .array(z.object({ name: z.string().max(512), content: z.string().max(65_536).meta({ description: 'Base64' }) }))
      .max(200, 'At most 200 files at once.'),
  }),
])

export const inspectAnswer = z.object({
  files: z.array(
    z.object({
      name: z.string().optional(),
      field: z.enum(['trust', 'crt', 'key']).nullable(),
      kind: z.string(),
      facts: certificateFacts.optional(),
      warnings: z.array(z.string()),
      error: z.string().optional(),
      der: z.string().optional().meta({ description: 'Base64 of the DER as it would be stored; certificates only.' }),
    }),
  ),
  crc: z.number().nullable(),
  segmentLength: z.number().nullable(),
  errors: z.array(z.object({ field: z.string(), detail: z.string() })),
  warnings: z.array(z.object({ field: z.string(), detail: z.string() })),
})

export const setupCheckBody = z.object({
  ownerid: z.string(),
  gateway: euiParameter,
  category: z.enum(['cups', 'tc']),
  uri: z.string().max(1024).nullable().optional(),
  trust: file,
  crt: file,
  key: file,
})

/** A step of a live check. */
export const checkItem = z.object({
  step: z.enum(CHECK_STEPS),
  outcome: z.enum(['good', 'note', 'failed', 'skipped']),
  detail: z.string(),
  ms: z.number().optional().meta({ description: 'From the start of the check until this was known' }),
})

export const setupCheckAnswer = z.object({
  ok: z.boolean(),
  items: z.array(checkItem),
  errors: z.array(z.object({ field: z.string(), detail: z.string() })),
  presented: z.array(
    z.object({ subject: z.string(), issuer: z.string(), validTo: z.string(), fingerprint: z.string() }),
  ),
  uri: z.string().nullable(),
  ms: z.number(),
})
