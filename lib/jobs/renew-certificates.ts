/** Renews the client certificates that Gatehouse issued, before they end. */
import { z } from 'zod'
import { renewCertificates } from '#lib/services/client-cas/issue-certificates.ts'
import { defineTask } from './task.ts'

export const renewClientCertificates = defineTask(z.unknown(), async (context, _payload, signal) => {
  while (!signal.aborted && (await renewCertificates(context))) {
    // Until nothing is due.
  }
})
