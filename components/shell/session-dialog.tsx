'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { SignInForm } from '#components/auth/sign-in-form.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { api } from '#lib/client/api.ts'
import type { Me } from '#lib/client/contracts.ts'
import { paths } from '#lib/client/paths.ts'
import { keys } from '#lib/client/queries.ts'
import { sessionGate } from '#lib/client/session-gate.ts'

/** Asks for the password again when the session has ended; the page below keeps what was typed, and the request goes on. */
export function SessionDialog({ me }: { readonly me: Me }) {
  const client = useQueryClient()
  const [lost, setLost] = useState(false)
  useEffect(() => sessionGate.listen(() => setLost(true)), [])
  const resume = async () => {
    const now = await api.me()
    // Somebody else: nothing of the former person may stay on the page.
    if (now.user.id !== me.user.id) return window.location.assign(paths.home)
    client.setQueryData(keys.me, now)
    setLost(false)
    sessionGate.release(true)
  }
  return (
    <Dialog
      open={lost}
      onOpenChange={setLost}
      required
      title="Sign in again"
      description="Your session has ended. What you typed is kept, and the last request is sent again."
    >
      <SignInForm email={me.user.email} onSignedIn={() => void resume()} />
    </Dialog>
  )
}
