'use client'

import { useRef, useState } from 'react'
import type { Category } from '#lib/client/contracts.ts'
import type { Found } from '#lib/client/setup-files/collect-files.ts'
import type { ReadProgress } from '#lib/client/setup-files/read-progress.ts'
import type { Intake, IntakeItem, IntakeQuestion } from './file-intake.ts'

export interface Intaking {
  readonly reading: boolean
  /** Undefined while there is nothing to count. */
  readonly progress: ReadProgress | undefined
  readonly questions: readonly IntakeQuestion[]
  readonly refused: readonly string[]
  readonly others: Intake['others']
  readonly failure: unknown
  /** True when every file has its place. `category`: of files that name no server. */
  take(found: Found | Promise<Found>, category: Category): Promise<boolean>
  /** Takes nothing of what is being read. */
  cancel(): void
  answer(question: IntakeQuestion, index: number): void
  clear(): void
}

const NOTHING = { questions: [], refused: [], others: null, failure: undefined } as const

interface State {
  readonly questions: readonly IntakeQuestion[]
  readonly refused: readonly string[]
  readonly others: Intake['others']
  readonly failure: unknown
}

/** Dropped files of one gateway on their way into its drafts. What reads them is fetched with the first drop. */
export function useIntake(
  owner: string,
  gateway: string,
  onItems: (items: readonly IntakeItem[], uris: Intake['uris']) => void,
): Intaking {
  const [reading, setReading] = useState(0)
  const [progress, setProgress] = useState<ReadProgress>()
  const [state, setState] = useState<State>(NOTHING)
  const stops = useRef(new Set<AbortController>())
  // The latest one, for what comes back later.
  const deliver = useRef(onItems)
  deliver.current = onItems
  const take = async (found: Found | Promise<Found>, category: Category): Promise<boolean> => {
    setReading((count) => count + 1)
    setState(NOTHING)
    const stop = new AbortController()
    stops.current.add(stop)
    try {
      const { intakeFiles } = await import('./file-intake.ts')
      const options = { signal: stop.signal, onProgress: setProgress }
      const intake = await intakeFiles(owner, await found, category, gateway, options)
      const { items, uris, questions, refused, others } = intake
      setState({ questions, refused, others, failure: undefined })
      deliver.current(items, uris)
      return questions.length === 0 && refused.length === 0
    } catch (failure) {
      if (!stop.signal.aborted) setState({ ...NOTHING, failure })
      return false
    } finally {
      stops.current.delete(stop)
      setProgress(undefined)
      setReading((count) => count - 1)
    }
  }
  return {
    ...state,
    reading: reading > 0,
    progress,
    take,
    cancel: () => {
      for (const stop of stops.current) stop.abort()
    },
    answer: ({ id, category, field, candidates }, index) => {
      const item = candidates[index]
      if (!item) return
      deliver.current([{ category, field, item }], [])
      setState((before) => ({ ...before, questions: before.questions.filter((one) => one.id !== id) }))
    },
    clear: () => setState(NOTHING),
  }
}
