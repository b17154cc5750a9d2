'use client'

import { useState } from 'react'

export interface Selection {
  readonly chosen: ReadonlySet<string>
  /** Every gateway of the page. */
  readonly allChosen: boolean
  toggle(gateway: string): void
  toggleAll(): void
  clear(): void
}

/** Chosen rows; those of other pages stay chosen. */
export function useSelection(page: readonly string[]): Selection {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const allChosen = page.length > 0 && page.every((gateway) => chosen.has(gateway))
  return {
    chosen,
    allChosen,
    toggle: (gateway) =>
      setChosen(
        (before) => new Set(before.has(gateway) ? [...before].filter((one) => one !== gateway) : [...before, gateway]),
      ),
    toggleAll: () =>
      setChosen((before) =>
        allChosen ? new Set([...before].filter((one) => !page.includes(one))) : new Set([...before, ...page]),
      ),
    clear: () => setChosen(new Set()),
  }
}
