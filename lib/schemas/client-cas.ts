/** Contracts of CAs for gateways' client certificates (rules.md 11). */
import { z } from 'zod'
import { id6, idInput, time } from './fields.ts'
import { euiParameter } from './gateways.ts'

const name = z.string().trim().min(1, 'Give the CA a name.').max(64, 'Use at most 64 characters.')

export const clientCa = z.object({
  id: z.uuid(),
  name: z.string(),
  certificate: z.string().meta({ description: 'PEM' }),
  subject: z.string(),
  fingerprint: z.string().meta({ description: 'SHA-256 of the DER, hex' }),
  validTo: time,
  kept: z.boolean().meta({ description: 'Gatehouse keeps its key and can issue with it.' }),
  crlUrl: z.string().nullable().meta({ description: 'Where its revocations are published; only of a kept CA.' }),
  issued: z.number().int(),
  revoked: z.number().int(),
  createdAt: time,
  createdBy: z.string(),
})

export const clientCas = z.object({ cas: z.array(clientCa) })

export const addClientCaBody = z.object({
  ownerid: idInput,
  name,
  certificate: z
    .string()
    .max(64 * 1024)
    .optional()
    .meta({
      description: 'Your own CA, as PEM or the Base64 of its DER. Left out: Gatehouse makes one and keeps its key.',
    }),
})

export const issueBody = z.object({
  ownerid: idInput,
  category: z
    .enum(['cups', 'tc'])
    .meta({ description: '`cups`: for this server. `tc`: for the LNS, which then has to trust the CA.' }),
  days: z.number().int().min(7, 'Give at least 7 days.').max(3650, 'Give at most 3650 days.').default(365),
  gateways: z.array(z.string().max(64)).min(1).max(2000, 'Issue for at most 2,000 gateways at a time.'),
})

export const issueAnswer = z.array(
  z.object({ gateway: z.string(), error: z.string().optional(), warning: z.string().optional() }),
)

export const revocation = z.object({
  id: z.uuid(),
  serial: z.string().nullable(),
  reason: z.string(),
  revokedAt: time,
  revokedBy: z.string(),
})

export const revocations = z.object({ revocations: z.array(revocation) })

export const revokeBody = z.object({
  ownerid: idInput,
  serial: z.string().max(128).meta({ description: 'Hex, with or without colons' }),
  reason: z.string().trim().max(200).default(''),
})

const category = z.enum(['cups', 'tc'])

export const heldCertificatesQuery = z.object({
  owner: idInput,
  gateway: euiParameter.optional().meta({ description: 'Of this gateway alone.', type: 'string' }),
  ca: z.uuid().optional().meta({ description: 'Issued by this CA, which Gatehouse keeps.' }),
  cursor: z.string().max(256).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})

export const heldCertificate = z.object({
  gateway: id6,
  name: z.string(),
  category,
  version: z.number().int(),
  fingerprint: z.string().meta({ description: 'SHA-256 of the DER, hex' }),
  subject: z.string().nullable(),
  issuer: z.string().nullable(),
  serial: z.string().nullable(),
  validTo: time.nullable(),
  ca: z
    .object({ id: z.uuid(), name: z.string(), days: z.number().int() })
    .nullable()
    .meta({ description: 'The CA that issued it here and renews it, and for how long; null: set by the owner.' }),
  wanted: z
    .boolean()
    .meta({ description: 'Of the set that is wanted now; else of an earlier one that is still accepted.' }),
  offeredAt: time.nullable(),
  provenAt: time.nullable(),
  revokedAt: time.nullable(),
  createdAt: time,
})

export const heldCertificates = z.object({ certificates: z.array(heldCertificate), next: z.string().nullable() })

export const revokeHeldBody = z.object({
  ownerid: idInput,
  gateway: euiParameter,
  category,
  version: z.number().int().min(1),
  reason: z.string().trim().max(200).default(''),
})
