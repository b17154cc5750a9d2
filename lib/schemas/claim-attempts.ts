/** Contracts of wrong claim PINs and of unknown gateways, for operators of the installation. */
import { z } from 'zod'
import { id6, idInput, time } from './fields.ts'

const page = {
  cursor: z.string().max(512).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
}
const search = z
  .string()
  .trim()
  .max(100)
  .default('')
  .meta({ description: 'Identifier in any notation, name or address' })
const flag = z.enum(['true', 'false']).default('false')
const scope = z.enum(['owner', 'gateway', 'address'])

export const claimAttemptsQuery = z.object({
  ...page,
  scope: scope.default('owner').meta({ description: 'Grouped by owner, by owner and gateway, or by address' }),
  held: flag.meta({ description: 'Only those that a pause holds' }),
  q: search,
})

export const claimAttempts = z.object({
  attempts: z.array(
    z.object({
      scope,
      ownerid: id6.nullable(),
      owner: z.string().nullable(),
      gateway: id6.nullable(),
      address: z.string().nullable().meta({ description: 'Of IPv6 the network of 64 bits' }),
      failures: z.number().int(),
      turnedAway: z.number().int().meta({ description: 'Claims of an owner that were not heard because of a pause' }),
      since: time,
      lastAt: time,
      heldUntil: time.nullable(),
    }),
  ),
  next: z.string().nullable(),
})

export const claimTriesQuery = z.object({
  ...page,
  ownerid: idInput.optional(),
  gateway: idInput.optional(),
  address: z.string().max(64).optional(),
})

export const claimTries = z.object({
  tries: z.array(
    z.object({
      id: z.string(),
      at: time,
      actor: z.string(),
      actorName: z.string().nullable(),
      ownerid: id6,
      owner: z.string().nullable(),
      gateway: id6,
      address: z.string().nullable(),
    }),
  ),
  next: z.string().nullable(),
})

export const releaseBody = z.object({
  scope,
  ownerid: idInput.optional().meta({ description: 'With scope owner and gateway' }),
  gateway: idInput.optional().meta({ description: 'With scope gateway' }),
  address: z.string().max(64).optional().meta({ description: 'With scope address' }),
  forget: z.boolean().default(false).meta({
    description: 'Also begin to count anew; without it the next wrong PIN costs the next, longer pause.',
  }),
})
export const releaseAnswer = z.object({ changed: z.number().int() })

export const claimAlert = z.object({
  id: z.uuid(),
  scope: z.enum(['owner', 'address']),
  reason: z.enum(['many-gateways', 'one-gateway', 'many-owners']),
  ownerid: id6,
  owner: z.string().nullable(),
  gateway: id6.nullable(),
  address: z.string().nullable(),
  failures: z.number().int().meta({ description: 'When it was found' }),
  since: time,
  foundAt: time,
  mailedAt: time.nullable(),
})
export const claimAlerts = z.object({ alerts: z.array(claimAlert) })

export const unknownGatewaysQuery = z.object({
  ...page,
  q: search,
  standing: z.enum(['all', 'no-batch', 'batch', 'known', 'malformed']).default('all').meta({
    description:
      'In no batch; in a batch and not yet seen; known, with a credential that is not accepted; no identifier',
  }),
})

const batchHint = z.object({ id: z.uuid(), from: id6, to: id6, flavor: z.string() })

export const unknownGateways = z.object({
  gateways: z.array(
    z.object({
      router: z.string().meta({ description: 'As it was sent, cut to 64 characters' }),
      gateway: id6.nullable().meta({ description: 'Null: what it sent is no identifier' }),
      standing: z.enum(['no-batch', 'batch', 'known', 'malformed']),
      ownerid: id6.nullable(),
      owner: z.string().nullable(),
      count: z.number().int().meta({ description: 'Refusals that are kept: at most 20 a minute of one address' }),
      firstAt: time,
      lastAt: time,
      address: z.string().meta({ description: 'Of the last refusal' }),
      addresses: z.number().int(),
      reason: z.enum(['none', 'token', 'certificate', 'router', 'bootstrap-ended']),
      hint: z
        .object({
          kind: z.enum(['inside', 'digit', 'swapped', 'mac', 'reversed']),
          gateway: id6.meta({ description: 'What was meant perhaps' }),
          batch: batchHint,
        })
        .nullable(),
    }),
  ),
  next: z.string().nullable(),
})
