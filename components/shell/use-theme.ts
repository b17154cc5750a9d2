'use client'

import { useSyncExternalStore } from 'react'
import { readTheme, type Theme } from '#lib/client/theme.ts'

function watch(onChange: () => void): () => void {
  addEventListener('gatehouse-theme', onChange)
  addEventListener('storage', onChange)
  return () => {
    removeEventListener('gatehouse-theme', onChange)
    removeEventListener('storage', onChange)
  }
}

/** The person's choice, not what it comes to. */
export const useTheme = (): Theme => useSyncExternalStore(watch, readTheme, () => 'system')
