/** Marks gateways that fell silent in the index, and adds up its counts. */
import { z } from 'zod'
import { tendFleet } from '#lib/services/fleet/tend-fleet.ts'
import { defineTask } from './task.ts'

export const tendFleetTask = defineTask(z.unknown(), (context, _payload, signal) => tendFleet(context, signal))
