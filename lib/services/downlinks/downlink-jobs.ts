/** The job that hands over the downlinks of one device, in their order. */
import type { JobOptions } from '#lib/db/job-queue.ts'
import type { Eui } from '#lib/domain/identifiers.ts'

export const FORWARD_DOWNLINKS = 'forward-downlinks'

export interface DownlinkDeviceKey {
  readonly connectionId: string
  readonly devEui: Eui
}

/** One waiting job per device, at the earliest of the times it was asked for. */
export const downlinkJob = ({ connectionId, devEui }: DownlinkDeviceKey, runAt?: Date): JobOptions => ({
  jobKey: `downlinks:${connectionId}:${devEui}`,
  ...(runAt ? { runAt } : { jobKeyMode: 'preserve_run_at' as const }),
})
