/** Contracts of the audit trail (rules.md 27). */
import { z } from 'zod'
import { FAULT_KINDS } from '#lib/domain/audit/chain.ts'
import { id6, idInput, time } from './fields.ts'
import { instant } from './instant.ts'

const filter = {
  actor: z.string().max(64).optional().meta({ description: 'user:<uuid>, token:<uuid>, cli, gateway or system' }),
  action: z
    .string()
    .max(64)
    .optional()
    .meta({
      description: 'Such as gateway.claim; with a dot at its end, all that begin with it',
      examples: ['gateway.'],
    }),
  object: z
    .string()
    .trim()
    .max(128)
    .optional()
    .meta({ description: 'A gateway in any notation, or text that the recorded facts hold: an id, a name' }),
  from: instant.optional(),
  to: instant.optional().meta({ description: 'Up to, and without, this time' }),
}

export const auditQuery = z.object({
  ...filter,
  cursor: z
    .string()
    .regex(/^[1-9]\d{0,14}$/, { error: 'This is no cursor of ours. Leave it out for the first page.' })
    .optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})

export const auditExportQuery = z.object({ ...filter, format: z.enum(['csv', 'jsonl']).default('csv') })

export const auditAnswer = z.object({
  entries: z.array(
    z.object({
      id: z.string(),
      at: time,
      actor: z.string().meta({ description: 'user:<uuid>, token:<uuid>, cli, gateway or system' }),
      actorName: z.string().nullable(),
      action: z.string(),
      gateway: id6.nullable(),
      gatewayHeld: z.boolean().meta({ description: 'The gateway is still of this owner' }),
      aboutName: z.string().nullable().meta({ description: 'Name of the person that the facts name, where known' }),
      address: z.string().nullable(),
      agent: z.string().nullable().meta({ description: 'The User-Agent of the request' }),
      detail: z.record(z.string(), z.unknown()),
      seq: z.number().nullable().meta({ description: 'Place in the chain; null until it is sealed, within a minute' }),
      seal: z.string().nullable().meta({ description: 'SHA-256 over the seal before and this entry, hex' }),
    }),
  ),
  next: z.string().nullable(),
})

export const auditFacetsAnswer = z.object({
  actions: z.array(z.string()),
  actors: z.array(z.object({ id: z.string(), name: z.string().nullable() })),
})

const head = z
  .string()
  .nullable()
  .meta({ description: 'Number of entries, a colon, and the seal of the last one: note it elsewhere' })

export const auditChainAnswer = z.object({
  sealed: z.number(),
  waiting: z.number().meta({ description: 'Entries that the next run of the job seals' }),
  head,
  sealedAt: time.nullable(),
})

const noted = z
  .string()
  .max(128)
  .optional()
  .meta({ description: 'A head that was noted earlier: proves that nothing up to it was rewritten or cut off' })

export const auditVerifyBody = z.object({ ownerid: idInput, head: noted })
export const operatorVerifyBody = z.object({ head: noted })

export const auditVerifyAnswer = z.object({
  intact: z.boolean(),
  checked: z.number(),
  head,
  faults: z.array(
    z.object({
      kind: z.enum(FAULT_KINDS),
      seq: z.number(),
      until: z.number().nullable(),
      sentence: z.string(),
    }),
  ),
})
