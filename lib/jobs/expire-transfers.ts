/** Ends offers of gateways whose time is over. */
import { z } from 'zod'
import { expireTransfers } from '#lib/services/transfers/end-offers.ts'
import { defineTask } from './task.ts'

export const expireTransfersTask = defineTask(z.unknown(), (context, _payload, signal) =>
  expireTransfers(context, signal),
)
