/** Contracts of what operators of the installation see and set: owners, flavors, limits of bootstrap tokens. */
import { z } from 'zod'
import { beforeField, id6, idInput, time } from './fields.ts'
import { euiParameter } from './gateways.ts'
import { mailLanguage } from './people.ts'

const MAX_ADDS = 1_000_000

export const operatorOwner = z.object({
  ownerid: id6,
  name: z.string(),
  gateways: z.number().int(),
  members: z.number().int(),
  addLimit: z.number().int().meta({ description: 'Calls of `add` and `token` that it may make in all.' }),
  addsUsed: z.number().int(),
  claimFailures: z.number().int().meta({ description: 'Wrong claim PINs within a day.' }),
  createdAt: time,
})

export const operatorOwnersQuery = z.object({
  q: z.string().trim().max(128).optional().meta({ description: 'Any part of the name or the identifier.' }),
  cursor: z.string().max(1024).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export const operatorOwners = z.object({ owners: z.array(operatorOwner), next: z.string().nullable() })
export const operatorOwnerParams = z.object({ id: euiParameter })

const ownerName = z.string().trim().min(1, 'Give the owner a name.').max(100, 'Use at most 100 characters.')
const addLimit = z
  .number()
  .int()
  .min(0, 'The limit is zero or more.')
  .max(MAX_ADDS, 'The limit is one million at most.')

export const createOperatorOwnerBody = z.object({
  id: idInput.optional().meta({ description: 'Left out: one that is free is chosen.' }),
  name: ownerName,
})
export const changeOperatorOwnerBody = z.object({
  name: ownerName.optional(),
  addLimit: addLimit.optional(),
  before: beforeField({ name: z.string().trim().max(100), addLimit }),
})

export const inviteFirstBody = z.object({
  email: z.string().trim().max(254),
  days: z.number().int().min(1).max(30).default(7).meta({ description: 'How long the link counts' }),
  language: mailLanguage,
})

export const flavor = z.object({
  flavor: z.string(),
  gateways: z.number().int(),
  owned: z.number().int(),
  batches: z.number().int(),
  codeLists: z.number().int().meta({ description: 'Lists of claim codes of other makers.' }),
  images: z.number().int().meta({ description: 'Firmware images that are marked for it.' }),
  notes: z.string(),
})
export const flavors = z.object({ flavors: z.array(flavor) })
const flavorNotes = z.string().trim().max(2000, 'Use at most 2000 characters.')
export const changeFlavorBody = z.object({
  flavor: z.string().min(1).max(64),
  notes: flavorNotes,
  before: beforeField({ notes: flavorNotes }),
})

/** What is set somewhere. */
export const bootstrapPolicy = z.object({
  scope: z.enum(['site', 'flavor', 'batch']),
  key: z.string().meta({ description: 'The batch’s id or the flavor; empty for the installation.' }),
  uses: z.number().int().nullable(),
  days: z.number().int().nullable(),
  since: time,
})
export const bootstrapPolicies = z.object({ policies: z.array(bootstrapPolicy) })

const atLeastOne = 'At least one.'
export const changeBootstrapPolicyBody = z
  .object({
    scope: z.enum(['site', 'flavor', 'batch']),
    key: z.string().max(64).default(''),
    policy: z
      .object({
        uses: z.number().int().min(1, atLeastOne).max(10_000).nullable().default(null),
        days: z.number().int().min(1, atLeastOne).max(3650).nullable().default(null),
      })
      .nullable()
      .meta({
        description:
          'Null: as the wider scope says. Both values null: no limit. Both count after the gateway has authenticated with credentials of its owner, `days` from now at the earliest.',
      }),
  })
  .superRefine(({ scope, key }, ctx) => {
    const wrong =
      scope === 'site'
        ? key !== '' && 'The installation has no key.'
        : scope === 'batch'
          ? !z.uuid().safeParse(key).success && 'Give the id of the batch.'
          : key.trim() === '' && 'Name the flavor.'
    if (wrong) ctx.addIssue({ code: 'custom', path: ['key'], message: wrong })
  })

export const lockedOutQuery = z.object({
  batch: z.uuid().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export const lockedOut = z.object({
  gateways: z.array(
    z.object({
      gateway: id6,
      ownerid: id6,
      flavor: z.string(),
      batch: z.uuid().nullable(),
      refused: z.number().int(),
      lastRefusedAt: time,
    }),
  ),
})
export const rearmBody = z.object({ gateways: z.array(idInput).min(1, 'Name a gateway.').max(10_000) })
export const rearmAnswer = z.object({
  results: z.array(z.object({ gateway: z.string(), error: z.string().optional() })),
})
