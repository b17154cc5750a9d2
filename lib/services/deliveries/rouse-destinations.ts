/** A net below the queue: a destination with something due and without a pump gets one. */
import { findUntended } from '#lib/db/destination-states.ts'
import type { Context } from '../context.ts'
import { addPumps } from './engine.ts'

/** Jobs are stored with the deliveries, so this finds something only after a fault, such as a database that went away. */
export async function rouseDestinations(context: Context): Promise<void> {
  await addPumps(context.sql, await findUntended(context.sql, context.now()))
}
