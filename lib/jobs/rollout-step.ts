/** Takes one rollout on: the engine looks, decides and comes back by itself. */
import { z } from 'zod'
import { resumeLostRollouts, stepRollout } from '#lib/services/rollouts/step-rollout.ts'
import { defineTask } from './task.ts'

export const rolloutStep = defineTask(z.object({ id: z.uuid() }), (context, { id }, signal) =>
  stepRollout(context, id, signal),
)
/** Finds rollouts whose next step got lost. */
export const rolloutSweep = defineTask(z.unknown(), (context) => resumeLostRollouts(context))
