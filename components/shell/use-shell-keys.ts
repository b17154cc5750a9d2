'use client'

import { useRouter } from 'next/navigation'
import { useEffect, useRef } from 'react'
import { listenToPageKeys } from '#components/ui/page-keys.ts'
import { leaveFor } from '#components/ui/unsaved.ts'
import { sectionsFor } from './sections.ts'

interface ShellKeys {
  readonly owner: string
  readonly siteOperator: boolean
  readonly onPalette: () => void
  readonly onHelp: () => void
}

/** ⌘K or Ctrl K everywhere, and the keys of a single character. */
export function useShellKeys(given: ShellKeys): void {
  const router = useRouter()
  const latest = useRef(given)
  latest.current = given
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.metaKey || event.ctrlKey) || event.altKey || event.shiftKey) return
      event.preventDefault()
      latest.current.onPalette()
    }
    const stop = listenToPageKeys({
      onHelp: () => latest.current.onHelp(),
      placeOf: (letter) => {
        const { siteOperator, owner } = latest.current
        const href = sectionsFor(siteOperator, owner)
          .find(({ letter: own }) => own === letter)
          ?.href(owner)
        return href === undefined ? undefined : () => leaveFor(href, () => router.push(href))
      },
    })
    addEventListener('keydown', onKey)
    return () => {
      stop()
      removeEventListener('keydown', onKey)
    }
  }, [router])
}
