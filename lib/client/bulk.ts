/** One thing done to many gateways, a slice after the other, with an answer for each. */
import { fleetApi } from './fleet-api.ts'
import { ApiProblem } from './request.ts'
import type { RolloutTargetBody } from './rollout-contracts.ts'

export interface BulkResult {
  readonly gateway: string
  /** Absent: it was done. */
  readonly error?: string | undefined
}

export interface BulkProgress {
  readonly total: number
  readonly results: readonly BulkResult[]
}

/** Gateways of one request: small enough that progress is seen, large enough that ten thousand take seconds. */
export const SLICE = 200

/** The gateways that a target means now, each named once. */
export async function namesOf(owner: string, target: RolloutTargetBody, signal: AbortSignal): Promise<string[]> {
  if (target.by === 'gateways') return [...target.gateways]
  const names: string[] = []
  for (;;) {
    const page = await fleetApi.targets(owner, target, names.at(-1))
    names.push(...page.gateways.map(({ gateway }) => gateway))
    if (!page.more || page.gateways.length === 0 || signal.aborted) return names
  }
}

/**
 * Works through the gateways. A slice that fails as a whole is an error of each of its gateways, and the next one is tried:
 * what was done is never forgotten. Once aborted, no other slice begins.
 */
export async function runBulk(
  gateways: readonly string[],
  act: (slice: readonly string[]) => Promise<readonly BulkResult[]>,
  onProgress: (progress: BulkProgress) => void,
  signal: AbortSignal,
): Promise<BulkProgress> {
  let results: readonly BulkResult[] = []
  const report = () => {
    const progress = { total: gateways.length, results }
    onProgress(progress)
    return progress
  }
  let progress = report()
  for (let from = 0; from < gateways.length && !signal.aborted; from += SLICE) {
    const slice = gateways.slice(from, from + SLICE)
    results = [...results, ...(await attempt(slice, act))]
    progress = report()
  }
  return progress
}

async function attempt(
  slice: readonly string[],
  act: (slice: readonly string[]) => Promise<readonly BulkResult[]>,
): Promise<readonly BulkResult[]> {
  try {
    const answers = await act(slice)
    return slice.map((gateway, index) => ({ gateway, error: answers[index]?.error }))
  } catch (error) {
    const sentence = error instanceof ApiProblem ? error.message : 'The request failed. Try these again.'
    return slice.map((gateway) => ({ gateway, error: sentence }))
  }
}
