'use client'

import { useEffect, useRef } from 'react'

/**
 * Gives the focus back to what had it when `open` became true, once what was opened is gone and has left it nowhere. The library of
 * dialogs does so only where nothing inside takes the focus by itself.
 */
export function useGiveBackFocus(open: boolean): void {
  const opener = useRef<Element | null>(null)
  const was = useRef(false)
  // While drawing: afterwards a field inside has the focus.
  if (open && !was.current && typeof document !== 'undefined') opener.current = document.activeElement
  was.current = open
  useEffect(() => {
    if (!open) return
    return () => {
      setTimeout(() => {
        const { current } = opener
        if (document.activeElement === document.body && current instanceof HTMLElement && current.isConnected)
          current.focus({ preventScroll: true })
      })
    }
  }, [open])
}
