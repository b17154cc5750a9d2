/** Seals audit entries into the chain of their owner. */
import { z } from 'zod'
import { sealTrails } from '#lib/services/audit/seal-trails.ts'
import { defineTask } from './task.ts'

export const sealAudit = defineTask(z.unknown(), (context, _payload, signal) => sealTrails(context, signal))
