/** Every kind of background work by its name in the queue. A name is forever: jobs with it may lie in a database. */
import { cleanUp } from './clean-up.ts'
import { deliver, rouse, trimDeliveryLogs } from './deliver.ts'
import { forwardDownlinksTask } from './forward-downlinks.ts'
import type { Task } from './task.ts'

export const TASKS: Readonly<Record<string, Task>> = {
  'clean-up': cleanUp,
  deliver,
  rouse,
  'trim-delivery-logs': trimDeliveryLogs,
  'forward-downlinks': forwardDownlinksTask,
}
