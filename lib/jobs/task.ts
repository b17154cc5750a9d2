/** A kind of background work: what its payload looks like, and the use case that it wires. */
import type { z } from 'zod'
import type { Context } from '#lib/services/context.ts'

export interface Task {
  /** @throws when the payload is not what the task takes, or the work fails: the queue tries again later. */
  run(context: Context, payload: unknown, signal: AbortSignal): Promise<void>
}

/** `signal` fires when the process ends: work that takes long stops at the next good place. */
export function defineTask<P>(
  payload: z.ZodType<P>,
  run: (context: Context, payload: P, signal: AbortSignal) => Promise<void>,
): Task {
  return { run: (context, given, signal) => run(context, payload.parse(given), signal) }
}
