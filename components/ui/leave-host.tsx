'use client'

import dynamic from 'next/dynamic'
import { useSyncExternalStore } from 'react'
import { leavingStore } from './unsaved.ts'

const LeaveDialog = dynamic(() => import('./leave-dialog.tsx').then((module) => module.LeaveDialog), {
  loading: () => null,
})

/** Mount once, near the root: where the question of useUnsaved is asked. */
export function LeaveHost() {
  const leaving = useSyncExternalStore(leavingStore.subscribe, leavingStore.read, () => undefined)
  return leaving ? <LeaveDialog losing={leaving.losing} /> : null
}
