/** Every kind of background work by its name in the queue. A name is forever: jobs with it may lie in a database. */
import { alertOperators } from './alert-operators.ts'
import { cleanUp } from './clean-up.ts'
import { deliver, rouse, trimDeliveryLogs } from './deliver.ts'
import { dispatchEventsTask } from './dispatch-events.ts'
import { expireTransfersTask } from './expire-transfers.ts'
import { forwardDownlinksTask } from './forward-downlinks.ts'
import { renewClientCertificates } from './renew-certificates.ts'
import { rolloutStep, rolloutSweep } from './rollout-step.ts'
import { scanExpiryTask } from './scan-expiry.ts'
import { scanSilenceTask } from './scan-silence.ts'
import { sealAudit } from './seal-audit.ts'
import type { Task } from './task.ts'
import { tendFleetTask } from './tend-fleet.ts'
import { tidyCertificatesTask } from './tidy-certificates.ts'

export const TASKS: Readonly<Record<string, Task>> = {
  'alert-operators': alertOperators,
  'clean-up': cleanUp,
  'renew-client-certificates': renewClientCertificates,
  deliver,
  rouse,
  'trim-delivery-logs': trimDeliveryLogs,
  'dispatch-events': dispatchEventsTask,
  'expire-transfers': expireTransfersTask,
  'forward-downlinks': forwardDownlinksTask,
  'scan-expiry': scanExpiryTask,
  'scan-silence': scanSilenceTask,
  'tidy-certificates': tidyCertificatesTask,
  'tend-fleet': tendFleetTask,
  'rollout-step': rolloutStep,
  'rollout-sweep': rolloutSweep,
  'seal-audit': sealAudit,
}
