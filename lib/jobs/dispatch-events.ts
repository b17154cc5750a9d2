/** Tells owners of what is in the outbox of events. */
import { z } from 'zod'
import { dispatchEvents } from '#lib/services/events/dispatch-events.ts'
import { defineTask } from './task.ts'

export const dispatchEventsTask = defineTask(z.unknown(), (context, _payload, signal) =>
  dispatchEvents(context, signal),
)
