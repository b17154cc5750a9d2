/** Contracts of transfers between owners. */
import { z } from 'zod'
import {
  DEFAULT_OFFER_DAYS,
  MAX_OFFER_DAYS,
  TRANSFER_ACTIONS,
  TRANSFER_STATES,
} from '#lib/domain/transfers/transfer.ts'
import { id6, idInput, time } from './fields.ts'
import { targetInput } from './rollouts.ts'

export const transferParams = z.object({ id: z.uuid() })

export const transfer = z.object({
  id: z.uuid(),
  direction: z.enum(['incoming', 'outgoing']),
  from: id6,
  to: id6,
  fromName: z
    .string()
    .nullable()
    .meta({ description: 'For the receiver. The receiver’s own name is not told to the giver.' }),
  note: z.string(),
  withLabels: z.boolean().meta({ description: 'Names, tags and sites go along.' }),
  offeredAt: time,
  expiresAt: time,
  total: z.number().int(),
  open: z.number().int().meta({ description: 'Gateways that are still to be decided on.' }),
  accepted: z.number().int(),
})

export const transferQuery = z.object({
  owner: idInput,
  direction: z.enum(['incoming', 'outgoing']).default('incoming'),
  open: z
    .enum(['true', 'false'])
    .default('false')
    .transform((text) => text === 'true')
    .meta({ description: 'Only those with gateways to decide on.' }),
  cursor: z.string().max(512).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})

export const transferList = z.object({
  transfers: z.array(transfer),
  next: z.string().nullable(),
  incoming: z
    .object({ gateways: z.number().int(), transfers: z.number().int() })
    .meta({ description: 'What waits for this owner’s decision.' }),
})

export const offerBody = z.object({
  ownerid: idInput,
  to: idInput.meta({ description: 'The receiving owner. Whether there is such an owner is not told.' }),
  target: targetInput,
  days: z
    .number()
    .int()
    .min(1, 'An offer lasts at least a day.')
    .max(MAX_OFFER_DAYS, `An offer lasts at most ${MAX_OFFER_DAYS} days.`)
    .default(DEFAULT_OFFER_DAYS)
    .meta({ description: 'How long the offer stands.' }),
  note: z.string().trim().max(300, 'Use at most 300 characters.').default(''),
  withLabels: z
    .boolean()
    .default(false)
    .meta({ description: 'Hand over names, tags and sites. The receiver sees names as soon as the offer is made.' }),
})

export const offerAnswer = z.object({
  transfer,
  offered: z.number().int(),
  left: z
    .array(z.object({ gateway: id6, reason: z.string() }))
    .meta({ description: 'Gateways that are not in the offer.' }),
})

export const transferDetailQuery = z.object({
  owner: idInput,
  cursor: z.string().max(512).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
})

export const transferDetail = transfer.extend({
  gateways: z.array(
    z.object({
      gateway: id6,
      state: z.enum(TRANSFER_STATES),
      settledAt: time.nullable(),
      name: z.string(),
      flavor: z.string().nullable(),
      inherits: z.boolean().nullable().meta({
        description:
          'It has no token that only its maker knows: it keeps the credential that the giver knows, until the receiver revokes it.',
      }),
    }),
  ),
  next: z.string().nullable(),
})

export const transferActionBody = z.object({
  ownerid: idInput,
  action: z
    .enum(TRANSFER_ACTIONS)
    .meta({ description: '`accept` and `decline` by the receiver, `withdraw` by the giver.' }),
  gateways: z
    .array(idInput)
    .min(1, 'Name a gateway, or leave the list out for all of them.')
    .max(10_000)
    .optional()
    .meta({ description: 'Left out: all that are open.' }),
})

export const transferActionAnswer = z.object({
  transfer,
  changed: z.number().int(),
  results: z
    .array(z.object({ gateway: z.string(), error: z.string().optional(), warning: z.string().optional() }))
    .meta({ description: 'Of `accept`: gateways that there is something to say of, at most 1,000.' }),
})
