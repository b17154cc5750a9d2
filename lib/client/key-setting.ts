'use client'

import { useSyncExternalStore } from 'react'

/**
 * Whether keys of a single character act (WCAG 2.1.4): somebody who dictates, or whose hand rests on the keys, switches them off.
 * Kept in the browser; on unless it says otherwise.
 */
const KEY = 'gatehouse-keys'

export function characterKeysOn(): boolean {
  try {
    return localStorage.getItem(KEY) !== 'off'
  } catch {
    return true
  }
}

/** Without storage the choice cannot be kept, and they stay on. */
export function switchCharacterKeys(on: boolean): void {
  try {
    if (on) localStorage.removeItem(KEY)
    else localStorage.setItem(KEY, 'off')
  } catch {
    return
  }
  dispatchEvent(new Event(KEY))
}

function subscribe(changed: () => void): () => void {
  for (const event of [KEY, 'storage']) addEventListener(event, changed)
  return () => {
    for (const event of [KEY, 'storage']) removeEventListener(event, changed)
  }
}

export const useCharacterKeys = (): boolean => useSyncExternalStore(subscribe, characterKeysOn, () => true)
