/** Tells operators that claim PINs are guessed. */
import { z } from 'zod'
import { mailGuessing } from '#lib/services/claims/mail-guessing.ts'
import { defineTask } from './task.ts'

export const alertOperators = defineTask(z.object({ alert: z.uuid() }), (context, { alert }) =>
  mailGuessing(context, alert),
)
