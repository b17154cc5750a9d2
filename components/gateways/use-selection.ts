'use client'

import { t } from '@lingui/core/macro'
import { useEffect, useState } from 'react'
import { notify } from '#components/ui/toast.tsx'
import { formatCount } from '#lib/client/format.ts'
import type { RolloutTargetBody } from '#lib/client/rollout-contracts.ts'

/** All that a filter found when it was chosen: neither another filter nor another count moves it. */
export interface Pinned {
  readonly target: RolloutTargetBody
  readonly count: number
  /** False: at least so many. */
  readonly exact: boolean
}

export interface Selection {
  /** Chosen one by one; empty while `all` is chosen. */
  readonly chosen: ReadonlySet<string>
  readonly all: Pinned | undefined
  readonly count: number
  /** Every gateway of the page. */
  readonly allChosen: boolean
  has(gateway: string): boolean
  toggle(gateway: string): void
  toggleAll(): void
  chooseAll(pinned: Pinned): void
  clear(): void
}

interface Kept {
  readonly chosen: ReadonlySet<string>
  readonly all?: Pinned | undefined
}

const NOTHING: Kept = { chosen: new Set() }

/** What identifies a filter; pages and orders of it are the same. */
export const keyOf = (target: RolloutTargetBody): string => JSON.stringify(target)

/**
 * Chosen rows; those of other pages stay chosen. All that a filter finds stay chosen on every page of it, until a row is
 * unticked (the other rows of the page stay) or the filter changes (nothing stays): both are said, and nothing is ever
 * chosen that was not chosen by a person.
 */
export function useSelection(page: readonly string[], filter: RolloutTargetBody): Selection {
  const [kept, setKept] = useState<Kept>(NOTHING)
  const now = keyOf(filter)
  const moved = kept.all !== undefined && keyOf(kept.all.target) !== now
  // What belongs to another filter counts for nothing from the first moment, before the effect forgets it.
  const { chosen, all } = moved ? NOTHING : kept
  useEffect(() => {
    if (!moved) return
    setKept(NOTHING)
    notify(t`Nothing is selected any more: the filter has changed.`)
  }, [moved])
  const has = (gateway: string) => all !== undefined || chosen.has(gateway)
  const without = (gateway: string) => {
    const rest = (all ? page : [...chosen]).filter((one) => one !== gateway)
    if (all) notify(t`Not all are selected any more. The other ${formatCount(rest.length)} of this page stay selected.`)
    setKept({ chosen: new Set(rest) })
  }
  const allChosen = page.length > 0 && page.every(has)
  return {
    chosen,
    all,
    count: all?.count ?? chosen.size,
    allChosen,
    has,
    toggle: (gateway) => (has(gateway) ? without(gateway) : setKept({ chosen: new Set([...chosen, gateway]) })),
    toggleAll: () =>
      setKept(
        all
          ? NOTHING
          : { chosen: new Set(allChosen ? [...chosen].filter((one) => !page.includes(one)) : [...chosen, ...page]) },
      ),
    chooseAll: (pinned) => setKept({ chosen: new Set(), all: pinned }),
    clear: () => setKept(NOTHING),
  }
}
