/** Contracts about people, their sessions and API tokens. */
import { z } from 'zod'
import { id6, idInput, right, role, time } from './fields.ts'
import { instant } from './instant.ts'
import { lock } from './people.ts'

export const meAnswer = z.object({
  user: z.object({ id: z.uuid(), email: z.string(), name: z.string(), siteOperator: z.boolean() }),
  owners: z.array(z.object({ id: id6, name: z.string(), role, locked: lock.nullable() })),
})

export const passwordBody = z.object({ current: z.string().min(1).max(1024), next: z.string().max(1024) })

export const firstOperatorBody = z.object({
  token: z.string().min(1).max(128),
  email: z.string().max(254),
  password: z.string().max(1024),
  name: z.string().max(100).default(''),
  ownerName: z.string().max(100),
  ownerid: z.string().max(64),
})

export const tokensAnswer = z.object({
  tokens: z.array(
    z.object({
      id: z.uuid(),
      name: z.string(),
      kind: z.enum(['token', 'certificate']),
      hint: z.string().meta({ description: 'The last four characters, or the subject of a certificate' }),
      rights: z.array(right),
      createdBy: z.string().nullable().meta({ description: 'Name of the person who made it' }),
      own: z.boolean().meta({ description: 'Bound to the person who made it' }),
      createdAt: time,
      expiresAt: time.nullable(),
      lastUsedAt: time.nullable(),
      revokedAt: time.nullable(),
    }),
  ),
})

export const createTokenBody = z.object({
  ownerid: idInput,
  name: z.string().trim().min(1).max(100),
  rights: z.array(right).min(1).max(20),
  own: z.boolean().default(false).meta({
    description:
      'Bound to you: it never does or sees more than you may at that moment, and ends with your membership. Always so for members who are no admins.',
  }),
  certificate: z
    .string()
    .max(64 * 1024)
    .optional()
    .meta({
      description: 'PEM or Base64 of a client certificate, which then authenticates as a token does; no token is made.',
    }),
  expiresAt: instant.optional(),
})

export const createTokenAnswer = z.object({
  id: z.uuid(),
  token: z.string().nullable().meta({ description: 'Shown this once; null for a certificate' }),
})

export const idParams = z.object({ id: z.uuid() })

export const done = z.object({ ok: z.literal(true) })
