'use client'

import { useEffect, useRef } from 'react'

/** Marks the link of a row that the keys go to. */
export const ROW_LINK = 'data-row-link'

const links = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>(`[${ROW_LINK}]`)]

/** Whether keys mean text, or something that lies over the list. */
const isTaken = (event: KeyboardEvent): boolean => {
  const target = event.target as HTMLElement
  return (
    event.metaKey ||
    event.ctrlKey ||
    event.altKey ||
    /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) ||
    target.isContentEditable ||
    document.querySelector('[role="dialog"],[role="menu"]') !== null
  )
}

/**
 * j and k, or the arrows once a row has the focus, go from row to row; x chooses the row, Enter opens it as the link that it
 * is. `toggle` is given the row's identifier.
 */
export function useListKeys(toggle: ((gateway: string) => void) | undefined): void {
  const latest = useRef(toggle)
  latest.current = toggle
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (isTaken(event)) return
      const rows = links()
      const here = rows.indexOf(document.activeElement as HTMLElement)
      const step =
        event.key === 'j' || (event.key === 'ArrowDown' && here >= 0)
          ? 1
          : event.key === 'k' || (event.key === 'ArrowUp' && here >= 0)
            ? -1
            : 0
      if (step !== 0) {
        event.preventDefault()
        const to = here < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.max(0, Math.min(rows.length - 1, here + step))
        rows[to]?.focus()
        rows[to]?.scrollIntoView({ block: 'nearest' })
      } else if (event.key === 'x' && here >= 0) {
        event.preventDefault()
        latest.current?.(rows[here]?.getAttribute(ROW_LINK) ?? '')
      }
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [])
}
