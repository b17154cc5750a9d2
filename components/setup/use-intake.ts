'use client'

import { useRef, useState } from 'react'
import type { Category } from '#lib/client/contracts.ts'
import type { Found } from '#lib/client/setup-files/collect-files.ts'
import type { Intake, IntakeItem, IntakeQuestion } from './file-intake.ts'

export interface Intaking {
  readonly reading: boolean
  readonly questions: readonly IntakeQuestion[]
  readonly refused: readonly string[]
  readonly others: Intake['others']
  readonly failure: unknown
  /** True when every file has its place. `category`: of files that name no server. */
  take(found: Found | Promise<Found>, category: Category): Promise<boolean>
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
  const [state, setState] = useState<State>(NOTHING)
  // The latest one, for what comes back later.
  const deliver = useRef(onItems)
  deliver.current = onItems
  const take = async (found: Found | Promise<Found>, category: Category): Promise<boolean> => {
    setReading((count) => count + 1)
    setState(NOTHING)
    try {
      const { intakeFiles } = await import('./file-intake.ts')
      const { items, uris, questions, refused, others } = await intakeFiles(owner, await found, category, gateway)
      setState({ questions, refused, others, failure: undefined })
      deliver.current(items, uris)
      return questions.length === 0 && refused.length === 0
    } catch (failure) {
      setState({ ...NOTHING, failure })
      return false
    } finally {
      setReading((count) => count - 1)
    }
  }
  return {
    ...state,
    reading: reading > 0,
    take,
    answer: ({ id, category, field, candidates }, index) => {
      const item = candidates[index]
      if (!item) return
      deliver.current([{ category, field, item }], [])
      setState((before) => ({ ...before, questions: before.questions.filter((one) => one.id !== id) }))
    },
    clear: () => setState(NOTHING),
  }
}
