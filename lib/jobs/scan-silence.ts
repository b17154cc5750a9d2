/** Finds gateways that fell silent or came back. */
import { z } from 'zod'
import { scanSilence } from '#lib/services/events/scan-silence.ts'
import { defineTask } from './task.ts'

export const scanSilenceTask = defineTask(z.unknown(), (context, _payload, signal) => scanSilence(context, signal))
