/** Every kind of destination by the name that lies in the queue. */
import { eventTargetDestination } from '../events/event-target-destination.ts'
import { connectionDestination } from './connection-destination.ts'
import type { DestinationType } from './destination.ts'

export const DESTINATION_TYPES: Readonly<Record<string, DestinationType>> = {
  connection: connectionDestination,
  'event-target': eventTargetDestination,
}
