/** Removes what nobody comes back for. */
import { z } from 'zod'
import { cleanUpLeftovers } from '#lib/services/clean-up-leftovers.ts'
import { defineTask } from './task.ts'

export const cleanUp = defineTask(z.unknown(), (context) => cleanUpLeftovers(context))
