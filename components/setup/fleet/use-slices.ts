'use client'

import { t } from '@lingui/core/macro'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { slices, type Unanswered } from '#lib/client/fleet-setup.ts'
import { keys } from '#lib/client/queries.ts'
import { ApiProblem } from '#lib/client/request.ts'
import type { TargetGateway } from '#lib/client/setup-api.ts'

/** Gateways of one request. */
export const CHUNK = 250
const UNSENT = t`Not sent. Send it again when the connection is back.`

export interface SliceRun<T> {
  readonly outcomes: ReadonlyMap<string, T | Unanswered>
  readonly running: boolean
  readonly done: number
  readonly total: number
  /** `send` answers for each gateway of a slice. */
  run(
    gateways: readonly TargetGateway[],
    send: (slice: readonly TargetGateway[]) => Promise<readonly T[]>,
  ): Promise<void>
  forget(): void
}

/** Sends in slices, each of which has its results before the next one goes. A lost answer is told, and sending again is safe. */
export function useSlices<T extends { readonly gateway: string }>(owner: string): SliceRun<T> {
  const client = useQueryClient()
  const [outcomes, setOutcomes] = useState<SliceRun<T>['outcomes']>(new Map())
  const [progress, setProgress] = useState({ running: false, done: 0, total: 0 })
  const run: SliceRun<T>['run'] = async (gateways, send) => {
    setProgress({ running: true, done: 0, total: gateways.length })
    const all = new Map<string, T | Unanswered>(outcomes)
    let lost = false
    let done = 0
    for (const slice of slices(gateways, CHUNK)) {
      if (lost) for (const { gateway } of slice) all.set(gateway, { gateway, error: UNSENT, code: 'unsent' })
      else
        try {
          for (const answer of await send(slice)) all.set(answer.gateway, answer)
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
