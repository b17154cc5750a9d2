/** Contracts around claiming. */
import { z } from 'zod'
import { id6, idInput } from './fields.ts'
import { euiParameter } from './gateways.ts'

export const ownedBody = z.object({
  ownerid: idInput,
  gateways: z.array(euiParameter).max(10_000, 'Ask for at most 10,000 gateways at a time.'),
})

export const ownedAnswer = z.object({ gateways: z.array(id6) })
