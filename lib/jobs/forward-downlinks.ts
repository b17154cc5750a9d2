/** Hands downlinks over to the network side. */
import { z } from 'zod'
import type { Eui } from '#lib/domain/identifiers.ts'
import { forwardDownlinks } from '#lib/services/downlinks/forward-downlinks.ts'
import { defineTask } from './task.ts'

const payload = z.object({
  connectionId: z.uuid(),
  devEui: z
    .string()
    .regex(/^[0-9a-f]{16}$/)
    .transform((text) => text as Eui),
})

export const forwardDownlinksTask = defineTask(payload, (context, device, signal) =>
  forwardDownlinks(context, device, signal),
)
