'use client'

import { useRouter } from 'next/navigation'
import type { ReactNode } from 'react'
import { leaveFor } from './unsaved.ts'

interface LinkRowProps {
  readonly href: string
  /** Instead of going there. */
  readonly onPress?: (() => void) | undefined
  readonly children: ReactNode
}

/** A row that is a target as a whole; selecting text, and links and buttons in it, keep their meaning. */
export function LinkRow({ href, onPress, children }: LinkRowProps) {
  const router = useRouter()
  return (
    <tr
      className="group cursor-pointer hover:bg-hover has-focus-visible:bg-hover"
      onClick={(event) => {
        const { target } = event
        if (!(target instanceof Element) || !event.currentTarget.contains(target)) return
        if (target.closest('a,button,input,label') || window.getSelection()?.toString()) return
        if (onPress) onPress()
        else if (event.metaKey || event.ctrlKey) window.open(href)
        else leaveFor(href, () => router.push(href))
      }}
    >
      {children}
    </tr>
  )
}
