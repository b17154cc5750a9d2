/** Sends what waits for one destination; and finds destinations that nobody works on although something is due. */
import { z } from 'zod'
import { DESTINATION_TYPES } from '#lib/services/deliveries/destination-types.ts'
import { pumpDestination } from '#lib/services/deliveries/pump.ts'
import { rouseDestinations } from '#lib/services/deliveries/rouse-destinations.ts'
import { trimLogs } from '#lib/services/deliveries/trim-logs.ts'
import { defineTask } from './task.ts'

export const deliver = defineTask(
  z.object({ destinationId: z.uuid(), destinationType: z.string() }),
  (context, payload, signal) => pumpDestination(context, payload, signal, { types: DESTINATION_TYPES }),
)

export const rouse = defineTask(z.unknown(), (context) => rouseDestinations(context))

export const trimDeliveryLogs = defineTask(z.unknown(), (context, _payload, signal) => trimLogs(context, signal))
