'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { SignInForm } from '#components/auth/sign-in-form.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { api } from '#lib/client/api.ts'
import type { Me } from '#lib/client/contracts.ts'
import { paths } from '#lib/client/paths.ts'
import { keys, useSite } from '#lib/client/queries.ts'

interface SessionDialogProps {
  readonly me: Me
  readonly onResumed: () => void
}

/** Asks for the password again when the session has ended; the page below keeps what was typed, and the request goes on. */
export function SessionDialog({ me, onResumed }: SessionDialogProps) {
  const client = useQueryClient()
  const { data: site } = useSite()
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
      title={t`Sign in again`}
      description={t`Your session has ended. What you typed is kept, and the last request is sent again.`}
    >
      <SignInForm email={me.user.email} onSignedIn={() => void resume()} />
      {site?.sso && (
        <p className="mt-4 flex flex-wrap items-center gap-x-3 gap-y-2 border-t pt-4 text-sm text-ink-2">
          <a
            href={paths.sso('/account')}
            target="_blank"
            rel="noopener"
            className="font-medium text-accent-ink underline underline-offset-3"
          >
            <Trans>Sign in with {site.sso} in a new tab</Trans>
          </a>
          <Button onClick={() => void resume()}>
            <Trans>I am signed in again</Trans>
          </Button>
        </p>
      )}
    </Dialog>
  )
}
