/** Warns of certificates that end. */
import { z } from 'zod'
import { scanExpiry } from '#lib/services/events/scan-expiry.ts'
import { defineTask } from './task.ts'

export const scanExpiryTask = defineTask(z.unknown(), (context, _payload, signal) => scanExpiry(context, signal))
