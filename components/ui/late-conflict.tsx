'use client'

import dynamic from 'next/dynamic'
import type { DraftConflict } from './draft-conflict.tsx'

const Late = dynamic(() => import('./draft-conflict.tsx').then((module) => module.DraftConflict), {
  loading: () => null,
})

/** `DraftConflict`, fetched when it is needed, which is seldom. `dynamic` forgets that the component is generic. */
export const LateConflict = Late as unknown as typeof DraftConflict
