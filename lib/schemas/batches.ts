/** Contracts of batches, for operators of the installation. */
import { z } from 'zod'
import { beforeField, id6, idInput, time } from './fields.ts'

const text = (most: number) => z.string().trim().max(most, `Use at most ${most} characters.`)
const flavor = text(64).min(1, 'Give the flavor: the model of the gateways.')
const pem = z.string().max(16 * 1024)
const recipient = z.string().trim().max(4096).meta({ description: 'Public key in age’s form: age1…' })

export const pinExport = z.object({
  id: z.uuid(),
  ownerid: id6,
  from: id6,
  to: id6,
  count: z.number().int(),
  recipient: z.string(),
  createdAt: time,
  createdBy: z.string(),
})

export const batch = z.object({
  id: z.uuid(),
  from: id6,
  to: id6,
  size: z.number().meta({ description: 'Identifiers in the range, both ends included' }),
  flavor: z.string(),
  manufacturer: z.string(),
  notes: z.string(),
  scheme: z.string(),
  root: z.enum(['made', 'exported', 'imported']).meta({
    description: 'How the root key came to be: made here, made here and exported to a twin once, or imported',
  }),
  keyCheckValue: z.string(),
  claimed: z.number().int(),
  seen: z.number().int().meta({ description: 'Gateways that have checked in' }),
  createdAt: time,
  createdBy: z.string(),
})

export const batches = z.object({ batches: z.array(batch), next: z.string().nullable() })
export const batchesQuery = z.object({
  cursor: z.string().max(512).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})

export const batchDetail = batch.extend({ pinExports: z.array(pinExport) })

export const createBatchBody = z.object({
  from: idInput,
  to: idInput,
  flavor,
  manufacturer: text(100).default(''),
  notes: text(2000).default(''),
  twinKey: pem.optional().meta({
    description:
      'RSA public key of the manufacturing twin, PEM, 2048 bits or more. The new root key is in the answer, wrapped to it.',
  }),
  wrappedRoot: z
    .string()
    .max(16 * 1024)
    .optional()
    .meta({ description: 'A root key of the twin, wrapped to our transport key, in Base64' }),
  keyCheckValue: z
    .string()
    .max(64)
    .optional()
    .meta({ description: 'What the twin says; another value refuses the batch' }),
})

export const createBatchAnswer = batchDetail.extend({
  exportedRoot: z.string().nullable().meta({
    description: 'Base64 of RSA-OAEP (SHA-256, also in MGF1) of the root key. It is in this answer and nowhere else.',
  }),
  added: z.object({ gateways: z.array(id6), count: z.number().int() }).meta({
    description: 'Gateways of the range that somebody added by hand before; a right claim PIN takes them over.',
  }),
})

export const changeBatchBody = z.object({
  manufacturer: text(100).optional(),
  notes: text(2000).optional(),
  before: beforeField({ manufacturer: text(100), notes: text(2000) }),
})

export const transportKey = z.object({
  publicKey: z.string().meta({ description: 'PEM' }),
  fingerprint: z.string().meta({ description: 'SHA-256 of its DER, hex' }),
})

const part = {
  from: idInput.optional().meta({ description: 'First gateway; the whole batch where it is left out' }),
  to: idInput.optional(),
}

export const labelsBody = z.object({
  ...part,
  format: z.string().max(40).default('a4-65'),
  skip: z.number().int().min(0).max(200).default(0).meta({ description: 'Labels of the first sheet that are used up' }),
})

export const kitBody = z.object({
  ...part,
  recipient: recipient.meta({ description: 'age public key of the production line: the kit is encrypted to it.' }),
  masterKeyFor: pem.optional().meta({
    description: 'RSA public key, PEM: each folder also gets the gateway master key, wrapped to it.',
  }),
})

export const pinExportBody = z.object({
  ...part,
  ownerid: idInput,
  recipient: recipient.meta({ description: 'age public key of the owner' }),
  again: z.boolean().default(false).meta({ description: 'Also where a part went out before, to anybody' }),
})

export const codeList = z.object({
  id: z.uuid(),
  name: z.string(),
  manufacturer: z.string(),
  flavor: z.string(),
  count: z.number().int(),
  claimed: z.number().int(),
  createdAt: time,
  createdBy: z.string(),
})

export const codeLists = z.object({ lists: z.array(codeList) })

export const importCodesBody = z.object({
  name: text(100).min(1, 'Give the list a name.'),
  flavor,
  manufacturer: text(100).default(''),
  csv: z.string().meta({ description: 'The text of the file: EUI, code and, where there is one, token' }),
  dryRun: z.boolean().default(false),
})

export const importCodesAnswer = z.object({
  id: z.uuid().nullable(),
  good: z.number().int(),
  withToken: z.number().int(),
  faults: z.array(z.object({ line: z.number().int(), error: z.string() })),
  faultCount: z.number().int(),
})
