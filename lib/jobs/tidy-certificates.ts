/** Reads certificates that were stored before anything was kept of them, and forgets those that nobody holds. */
import { z } from 'zod'
import { tidyCertificates } from '#lib/services/trust/keep-certificates.ts'
import { defineTask } from './task.ts'

export const tidyCertificatesTask = defineTask(z.unknown(), (context, _payload, signal) =>
  tidyCertificates(context, signal),
)
