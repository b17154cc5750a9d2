'use client'

import dynamic from 'next/dynamic'
import { useEffect, useState } from 'react'
import type { Me } from '#lib/client/contracts.ts'
import { sessionGate } from '#lib/client/session-gate.ts'

const SessionDialog = dynamic(() => import('./session-dialog.tsx').then((module) => module.SessionDialog), {
  loading: () => null,
})

/** Waits for the end of the session; what asks for the password is fetched only then. */
export function SessionGuard({ me }: { readonly me: Me }) {
  const [lost, setLost] = useState(false)
  useEffect(() => sessionGate.listen(() => setLost(true)), [])
  if (!lost) return null
  return (
    <SessionDialog
      me={me}
      onResumed={() => {
        setLost(false)
        sessionGate.release(true)
      }}
    />
  )
}
