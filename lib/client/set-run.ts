/** One setup for many gateways: what has to be confirmed first, then the setting, slice by slice, with an answer for each. */
import type { SetupBody } from './contracts.ts'
import { ApiProblem } from './request.ts'
import { type Doubt, type SetupResult, setupApi } from './setup-api.ts'

/** Gateways of one request. */
export const SLICE = 200

const slicesOf = (gateways: readonly string[]): string[][] =>
  Array.from({ length: Math.ceil(gateways.length / SLICE) }, (_, index) =>
    gateways.slice(index * SLICE, (index + 1) * SLICE),
  )
const entries = (gateways: readonly string[]) => gateways.map((gateway) => ({ gateway }))

/** What is doubtful about these values on these gateways, each sentence once. Nothing is stored. */
export async function findDoubts(owner: string, values: SetupBody, gateways: readonly string[]): Promise<Doubt[]> {
  const doubts = new Map<string, Doubt>()
  for (const slice of slicesOf(gateways)) {
    for (const look of await setupApi.look(owner, { common: values, gateways: entries(slice) }))
      for (const doubt of look.doubts ?? []) doubts.set(doubt.detail, doubt)
  }
  return [...doubts.values()]
}

/** One request: for a slice, or to be shown for all. */
export const setSlice = (owner: string, values: SetupBody, gateways: readonly string[], confirm: readonly string[]) =>
  setupApi.setupMany(owner, { common: { ...values, confirm }, gateways: entries(gateways) })

/** A slice whose answer is lost is an error of each of its gateways, and the next one is sent: what was done is not forgotten. */
export async function setAll(
  owner: string,
  values: SetupBody,
  gateways: readonly string[],
  confirm: readonly string[],
): Promise<SetupResult[]> {
  const results: SetupResult[] = []
  for (const slice of slicesOf(gateways)) {
    const answers = await setSlice(owner, values, slice, confirm).catch((error: unknown) => {
      const sentence = error instanceof ApiProblem ? error.message : 'The request failed. Try these again.'
      return slice.map((gateway): SetupResult => ({ gateway, error: sentence }))
    })
    results.push(...answers)
  }
  return results
}
