'use client'

import { useEffect, useState } from 'react'
import type { SetupBody } from '#lib/client/contracts.ts'
import { type AllOwnFiles, entryOf, euiOf, slices } from '#lib/client/fleet-setup.ts'
import { type SetupLook, setupApi, type TargetGateway } from '#lib/client/setup-api.ts'

const DELAY = 500
const CHUNK = 250

export interface FleetLook {
  readonly looks: ReadonlyMap<string, SetupLook>
  /** Of those that there is something to ask about. */
  readonly asked: number
  readonly answered: number
  readonly error: unknown
}

const NONE: FleetLook = { looks: new Map(), asked: 0, answered: 0, error: undefined }

/** What a save would do with each gateway, in slices, a moment after the last change. Keys stay in this component. */
export function useFleetLook(
  owner: string,
  gateways: readonly TargetGateway[],
  common: SetupBody,
  own: AllOwnFiles,
  again: number,
): FleetLook {
  const [state, setState] = useState<FleetLook>(NONE)
  const text = JSON.stringify(common)
  // biome-ignore lint/correctness/useExhaustiveDependencies: `again` asks once more with the same values
  useEffect(() => {
    const shared = JSON.parse(text) as SetupBody
    const concerned = text === '{}' ? gateways.filter((one) => own.has(euiOf(one))) : gateways
    setState({ ...NONE, asked: concerned.length })
    if (concerned.length === 0) return
    const abort = new AbortController()
    const ask = async () => {
      const looks = new Map<string, SetupLook>()
      for (const slice of slices(concerned, CHUNK)) {
        const entries = slice.map((one) => entryOf(one, own))
        const answers = await setupApi.look(owner, { common: shared, gateways: entries }, { signal: abort.signal })
        for (const answer of answers) looks.set(answer.gateway, answer)
        setState({ looks: new Map(looks), asked: concerned.length, answered: looks.size, error: undefined })
      }
    }
    const timer = setTimeout(() => {
      ask().catch((error: unknown) => {
        if (!abort.signal.aborted) setState((before) => ({ ...before, error }))
      })
    }, DELAY)
    return () => {
      clearTimeout(timer)
      abort.abort()
    }
  }, [owner, gateways, text, own, again])
  return state
}
