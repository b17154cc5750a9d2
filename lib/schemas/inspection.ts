/** Contract of the look at credentials before they are saved. */
import { z } from 'zod'
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
