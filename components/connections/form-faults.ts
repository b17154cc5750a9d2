'use client'

import { useEffect, useState } from 'react'
import type { Faults } from '#lib/client/connection-draft.ts'
import type { ApiProblem } from '#lib/client/request.ts'

/** How long a mistake must stand before it is said: nobody wants to be told while writing. */
const PAUSE = 350

interface ShownFaults {
  /** The sentence for a field, by its pointer without the first slash. */
  readonly of: (pointer: string) => string | undefined
  /** The field was changed here: what the server said of it does not count any more. */
  readonly touch: (pointer: string) => void
  readonly showAll: () => void
  readonly take: (problem: ApiProblem) => void
  readonly reset: () => void
}

/**
 * Which mistakes are shown: those of fields that were touched, once the hand rests, and all after a press on Save. A
 * mended one goes at once. What the server refused stays until its field is changed.
 */
export function useFaults(faults: Faults): ShownFaults {
  const [all, setAll] = useState(false)
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set())
  const [settled, setSettled] = useState(faults)
  const [refused, setRefused] = useState<Faults>({})
  const text = JSON.stringify(faults)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(JSON.parse(text) as Faults), PAUSE)
    return () => clearTimeout(timer)
  }, [text])
  return {
    of: (pointer) => {
      const fault = faults[pointer]
      if (fault && (all || (touched.has(pointer) && settled[pointer]))) return fault
      return refused[pointer]
    },
    touch: (pointer) => {
      if (!touched.has(pointer)) setTouched(new Set(touched).add(pointer))
      if (refused[pointer] === undefined) return
      const { [pointer]: _, ...rest } = refused
      setRefused(rest)
    },
    showAll: () => setAll(true),
    take: (problem) =>
      setRefused(Object.fromEntries(problem.errors.map(({ pointer, detail }) => [pointer.replace(/^\//, ''), detail]))),
    reset: () => {
      setAll(false)
      setTouched(new Set())
      setRefused({})
    },
  }
}
