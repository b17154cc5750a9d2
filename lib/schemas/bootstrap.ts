/** Contracts of the bootstrap token of a gateway, for its owner. */
import { z } from 'zod'
import { idInput, time } from './fields.ts'

export const bootstrapView = z.object({
  state: z.enum(['unlimited', 'unconfirmed', 'open', 'ended']).meta({
    description:
      '`unconfirmed`: a limit is set, and counts once the gateway has authenticated with credentials of its owner. `ended`: a gateway that has nothing else is refused.',
  }),
  limit: z
    .object({ uses: z.number().int().nullable(), days: z.number().int().nullable() })
    .nullable()
    .meta({ description: 'Null: none is set.' }),
  used: z.number().int(),
  usesLeft: z.number().int().nullable(),
  until: time.nullable(),
  confirmedAt: time.nullable(),
  lastUsedAt: time.nullable(),
  armedAt: time.nullable(),
  refused: z.number().int().meta({ description: 'Check-ins that were refused because the token had ended.' }),
  lastRefusedAt: time.nullable(),
  inheritedAt: time.nullable().meta({
    description: 'It came with a transfer, and its former owner knows a credential that it is accepted with.',
  }),
  revocable: z.boolean().meta({
    description: 'The gateway has proven credentials of this owner: what was inherited can be revoked.',
  }),
})

export const bootstrapActionBody = z.object({
  ownerid: idInput,
  action: z.enum(['rearm', 'revoke-inherited']),
})

export const rearmOwnBody = z.object({
  ownerid: idInput,
  gateways: z.array(idInput).min(1, 'Name a gateway.').max(10_000),
})
