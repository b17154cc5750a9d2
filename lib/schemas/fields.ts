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
