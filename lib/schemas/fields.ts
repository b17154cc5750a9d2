/** Fields that many contracts share. */
import { z } from 'zod'
import { RIGHTS, ROLES } from '#lib/domain/rights.ts'

/** An owner or a gateway as it comes in; parsed by `parseEui`, which gives the better sentence. */
export const idInput = z.union([z.string().max(64), z.int().nonnegative(), z.bigint()]).meta({
  description: 'ID6, EUI-64 or MAC, with -, : or no separator',
  examples: ['::1'],
  type: 'string',
})

export const id6 = z.string().meta({ description: 'ID6, such as b827:ebff:fea6:7a72' })

/** ISO 8601 in UTC. */
export const time = z.string().meta({ format: 'date-time' })

export const right = z.enum(RIGHTS)
export const role = z.enum(ROLES)

export const ownerQuery = z.object({ owner: idInput })

/** The precondition of a change (docs/decisions/0121): what the caller saw, field by field. */
export const beforeField = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.strictObject(shape).partial().optional().meta({
    description:
      'What you saw before you changed it. Where a field holds something else now, nothing is changed: 409, with what is stored now in `current`. Left out: the last save wins.',
  })
