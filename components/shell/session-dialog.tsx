'use client'

import { useQueryClient } from '@tanstack/react-query'
import { SignInForm } from '#components/auth/sign-in-form.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { api } from '#lib/client/api.ts'
import type { Me } from '#lib/client/contracts.ts'
import { paths } from '#lib/client/paths.ts'
import { keys } from '#lib/client/queries.ts'

interface SessionDialogProps {
  readonly me: Me
  readonly onResumed: () => void
}

/** Asks for the password again when the session has ended; the page below keeps what was typed, and the request goes on. */
export function SessionDialog({ me, onResumed }: SessionDialogProps) {
  const client = useQueryClient()
  const resume = async () => {
    const now = await api.me()
    // Somebody else: nothing of the former person may stay on the page.
    if (now.user.id !== me.user.id) return window.location.assign(paths.home)
    client.setQueryData(keys.me, now)
    onResumed()
  }
  return (
    <Dialog
      open
      onOpenChange={() => {}}
      required
      title="Sign in again"
      description="Your session has ended. What you typed is kept, and the last request is sent again."
    >
      <SignInForm email={me.user.email} onSignedIn={() => void resume()} />
    </Dialog>
  )
}
