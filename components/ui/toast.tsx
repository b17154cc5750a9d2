'use client'

import { type ComponentType, useEffect, useState } from 'react'
import type { ToastAction, ToastMessage, ToastTone } from './toast-message.ts'

type Listener = (message: ToastMessage) => void

let waiting: ToastMessage[] = []
let listener: Listener = (message) => waiting.push(message)

/** Says that something was done. Errors that belong to a form are shown in the form, not here. */
export const notify = (title: string, tone: ToastTone = 'done', action?: ToastAction): void =>
  listener({ title, tone, action })

/** Mount once, near the root. The list itself is fetched with the first message. */
export function ToastHost() {
  const [region, setRegion] = useState<{ readonly Region: ComponentType }>()
  useEffect(() => {
    const deliver = (message: ToastMessage) =>
      void import('./toast-region.tsx').then((module) => {
        setRegion((known) => known ?? { Region: module.ToastRegion })
        module.addToast(message)
      })
    const before = listener
    listener = deliver
    const missed = waiting
    waiting = []
    for (const message of missed) deliver(message)
    return () => {
      listener = before
    }
  }, [])
  return region ? <region.Region /> : null
}
