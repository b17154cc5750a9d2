/** Contracts of simulated gateways. */
import { z } from 'zod'
import { id6, idInput, time } from './fields.ts'

export const simulatedGateway = z.object({
  gateway: id6,
  contacts: z.number().int().meta({ description: 'How often it has called.' }),
  createdAt: time,
})

export const simulatedGateways = z.object({ gateways: z.array(simulatedGateway) })

export const simulateBody = z.object({ ownerid: idInput })

export const simulatedContact = z.object({
  result: z.enum(['done', 'rejected', 'failed']),
  reason: z.string().nullable().meta({ description: 'Why it did not succeed.' }),
  lines: z.array(z.string()).meta({ description: 'What happened, as `npm run station` prints it. Without secrets.' }),
  written: z.array(z.string()).meta({ description: 'Files that the gateway wrote, in order.' }),
  cupsUri: z.string().nullable().meta({ description: 'What it will report next.' }),
  tcUri: z.string().nullable(),
  nextContactMs: z.number().meta({ description: 'When a device would call again, in milliseconds.' }),
})
