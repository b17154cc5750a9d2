'use client'

import { useRouter } from 'next/navigation'
import { useEffect, useRef } from 'react'
import { leaveFor } from '#components/ui/unsaved.ts'
import { sectionsFor } from './sections.ts'
import { keepTyped, takeTyped } from './typed-ahead.ts'

interface ShellKeys {
  readonly owner: string
  readonly siteOperator: boolean
  /** It is open, or on its way. */
  readonly palette: boolean
  readonly onPalette: () => void
  readonly onHelp: () => void
}

const isPaletteKey = ({ key, metaKey, ctrlKey, altKey, shiftKey }: KeyboardEvent): boolean =>
  key.toLowerCase() === 'k' && (metaKey || ctrlKey) && !altKey && !shiftKey

const inDialog = (): boolean => document.activeElement?.closest('[role="dialog"]') != null

/** ⌘K or Ctrl K everywhere, and the keys of a single character, whose code is fetched with the first of them. */
export function useShellKeys(given: ShellKeys): void {
  const router = useRouter()
  const latest = useRef(given)
  latest.current = given
  useEffect(() => {
    const placeOf = (letter: string) => {
      const { siteOperator, owner } = latest.current
      const href = sectionsFor(siteOperator, owner)
        .find(({ letter: own }) => own === letter)
        ?.href(owner)
      return href === undefined ? undefined : () => leaveFor(href, () => router.push(href))
    }
    let stopped = false
    let act: ((event: KeyboardEvent) => void) | undefined
    let fetched: Promise<void> | undefined
    const fetchKeys = async () => {
      const { makePageKeys } = await import('#components/ui/page-keys.ts')
      act = makePageKeys({ onHelp: () => latest.current.onHelp(), placeOf })
    }
    const onKey = (event: KeyboardEvent) => {
      if (isPaletteKey(event)) {
        event.preventDefault()
        takeTyped()
        latest.current.onPalette()
      } else if (latest.current.palette && !inDialog()) keepTyped(event)
      else if (act) act(event)
      else {
        fetched ??= fetchKeys()
        // In the order in which they were pressed.
        fetched = fetched.then(() => {
          if (!stopped) act?.(event)
        })
      }
    }
    addEventListener('keydown', onKey)
    return () => {
      stopped = true
      removeEventListener('keydown', onKey)
    }
  }, [router])
}
