/** The frame of every bulk call of the Owner API: identifiers read, doubles refused, answers in the order of the request. */
import { type Eui, parseEui } from '#lib/domain/identifiers.ts'

/** Items of one transaction: a kill in the middle loses at most what was not answered. */
export const CHUNK = 500

export interface BulkItem<T> {
  readonly index: number
  readonly eui: Eui
  readonly entry: T
}

/** The answer for one entry of a request; `gateway` is printed by the route. */
export interface ItemAnswer {
  readonly gateway: Eui | string
  readonly error?: string
}

export interface BulkRun<T> {
  readonly items: readonly BulkItem<T>[]
  /** Answers one entry. Every entry that is not answered has succeeded. */
  answer(index: number, answer: Omit<ItemAnswer, 'gateway'> & Record<string, unknown>): void
  /** All answers, in request order. */
  answers(): (ItemAnswer & Record<string, unknown>)[]
}

/** `read` gives the identifier of an entry as it came in. A gateway that is listed twice is used once. */
export function startBulk<T>(entries: readonly T[], read: (entry: T) => unknown): BulkRun<T> {
  const seen = new Set<Eui>()
  const items: BulkItem<T>[] = []
  const answers = entries.map((entry, index): ItemAnswer & Record<string, unknown> => {
    const given = read(entry)
    const parsed = parseEui(given)
    if (!parsed.ok) return { gateway: typeof given === 'string' ? given.slice(0, 64) : '', error: parsed.error }
    if (seen.has(parsed.value)) {
      return {
        gateway: parsed.value,
        error: 'This gateway is listed twice in the request. Only its first entry was used.',
      }
    }
    seen.add(parsed.value)
    items.push({ index, eui: parsed.value, entry })
    return { gateway: parsed.value }
  })
  return {
    items,
    answer: (index, answer) => {
      const before = answers[index]
      if (before) answers[index] = { gateway: before.gateway, ...answer }
    },
    answers: () => answers,
  }
}

/** In slices of `CHUNK`, in the order of the identifiers, so that two requests over the same gateways never lock each other out. */
export function chunks<T extends { readonly eui: Eui }>(items: readonly T[]): T[][] {
  const sorted = [...items].sort((a, b) => (a.eui < b.eui ? -1 : 1))
  return Array.from({ length: Math.ceil(sorted.length / CHUNK) }, (_, i) => sorted.slice(i * CHUNK, (i + 1) * CHUNK))
}
