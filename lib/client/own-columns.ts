'use client'

import { useSyncExternalStore } from 'react'

/** The columns that a person chose for the list of gateways, kept in the browser: names with commas, empty for the usual ones. */
const KEY = 'gatehouse-columns'

function read(): string {
  try {
    return localStorage.getItem(KEY) ?? ''
  } catch {
    return ''
  }
}

/** Without storage the address alone keeps the choice. */
export function keepColumns(columns: string): void {
  try {
    if (columns) localStorage.setItem(KEY, columns)
    else localStorage.removeItem(KEY)
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

export const useOwnColumns = (): string => useSyncExternalStore(subscribe, read, () => '')
