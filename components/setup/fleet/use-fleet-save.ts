'use client'

import { t } from '@lingui/core/macro'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { SetupBody } from '#lib/client/contracts.ts'
import { type AllOwnFiles, entryOf, type Outcome, slices } from '#lib/client/fleet-setup.ts'
import { keys } from '#lib/client/queries.ts'
import { ApiProblem } from '#lib/client/request.ts'
import { setupApi, type TargetGateway } from '#lib/client/setup-api.ts'

const CHUNK = 250
const UNSENT = t`Not sent. Send it again when the connection is back.`

export interface FleetSave {
  readonly outcomes: ReadonlyMap<string, Outcome>
  readonly running: boolean
  readonly done: number
  readonly total: number
  run(
    gateways: readonly TargetGateway[],
    common: SetupBody,
    own: AllOwnFiles,
    confirm: readonly string[],
  ): Promise<void>
  forget(): void
}

/** Sends in slices, each of which has its results before the next one goes. A lost answer is told, and sending again is safe. */
export function useFleetSave(owner: string): FleetSave {
  const client = useQueryClient()
  const [outcomes, setOutcomes] = useState<ReadonlyMap<string, Outcome>>(new Map())
  const [progress, setProgress] = useState({ running: false, done: 0, total: 0 })
  const run: FleetSave['run'] = async (gateways, common, own, confirm) => {
    setProgress({ running: true, done: 0, total: gateways.length })
    const all = new Map<string, Outcome>(outcomes)
    let lost = false
    let done = 0
    for (const slice of slices(gateways, CHUNK)) {
      if (lost) for (const { gateway } of slice) all.set(gateway, { gateway, error: UNSENT, code: 'unsent' })
      else
        try {
          const entries = slice.map((one) => entryOf(one, own))
          const answers = await setupApi.setupMany(owner, { common: { ...common, confirm }, gateways: entries })
          for (const answer of answers) all.set(answer.gateway, answer)
        } catch (error) {
          if (!(error instanceof ApiProblem)) throw error
          lost = error.status === 0
          for (const { gateway } of slice) all.set(gateway, { gateway, error: error.message })
        }
      done += slice.length
      setOutcomes(new Map(all))
      setProgress({ running: true, done, total: gateways.length })
    }
    setProgress((before) => ({ ...before, running: false }))
    await client.invalidateQueries({ queryKey: keys.gateways(owner) })
  }
  return { outcomes, ...progress, run, forget: () => setOutcomes(new Map()) }
}
