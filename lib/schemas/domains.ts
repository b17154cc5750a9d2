/** Contracts of domains and of the members that they restrict (docs/decisions/0052). */
import { z } from 'zod'
import { beforeField, idInput, role, time } from './fields.ts'

export const domainsAnswer = z.object({
  enabled: z.boolean().meta({ description: 'An admin has switched domains on.' }),
  restricted: z.boolean().meta({ description: 'The caller is held to domains, and sees only those.' }),
  groups: z.array(
    z.object({
      id: z.uuid(),
      name: z.string(),
      domains: z.array(
        z.object({
          id: z.uuid(),
          path: z.string().meta({ description: 'Such as EMEA/France/Paris.' }),
          connections: z.number().nullable().meta({ description: 'How many carry it; null for restricted members.' }),
        }),
      ),
    }),
  ),
})

export const switchDomainsBody = z.object({ ownerid: idInput, enabled: z.boolean() })

const path = z.string().max(256)

export const addDomainGroupBody = z.object({ ownerid: idInput, name: z.string().max(256) })
export const domainGroupAnswer = z.object({ id: z.uuid(), name: z.string() })
export const addDomainBody = z.object({ ownerid: idInput, groupId: z.uuid(), path })
export const domainAnswer = z.object({ id: z.uuid(), groupId: z.uuid(), path: z.string() })

const restriction = z.object({
  groupId: z.uuid(),
  path: path.meta({
    description: 'A domain, or a prefix such as EMEA/France/*: everything below it and EMEA/France itself.',
  }),
})

export const membersAnswer = z.object({
  members: z.array(
    z.object({
      id: z.uuid(),
      name: z.string(),
      email: z.string(),
      role,
      joinedAt: time,
      lastSeenAt: time.nullable(),
      secondFactor: z.boolean(),
      tokens: z.number().meta({ description: 'API tokens that they made and that still count' }),
      restrictions: z.array(restriction.extend({ group: z.string() })),
    }),
  ),
})

export const restrictMemberBody = z.object({
  ownerid: idInput,
  restrictions: z.array(restriction),
  before: beforeField({ restrictions: z.array(restriction) }),
})
