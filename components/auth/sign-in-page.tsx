'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Notice } from '#components/ui/notice.tsx'
import { paths } from '#lib/client/paths.ts'
import { SignInForm } from './sign-in-form.tsx'

/** Why the identity provider’s answer opened nothing. */
const REASONS: Readonly<Record<string, string>> = {
  unknown: t`Nobody here has the address that your identity provider tells. Ask an admin of your owner for an invitation.`,
  unverified: t`Your identity provider has not verified your e-mail address. Verify it there, then sign in again.`,
  disabled: t`This account is disabled. Ask the operator of this installation.`,
  expired: t`The sign-in took too long, or was begun in another browser. Begin again.`,
  failed: t`The identity provider’s answer could not be verified. Begin again; if it stays so, tell the operator.`,
}

interface SignInPageProps {
  readonly next: string
  /** The name of the identity provider, where there is one. */
  readonly sso: string | null
  readonly reason: string
}

export function SignInPage({ next, sso, reason }: SignInPageProps) {
  return (
    <>
      {Object.hasOwn(REASONS, reason) && (
        <Notice kind="error" className="mb-4">
          {REASONS[reason]}
        </Notice>
      )}
      {sso && (
        <>
          {/* Not a link of the router: the answer leads to another host. */}
          <a
            href={paths.sso(next)}
            className="flex h-control items-center justify-center rounded-md border border-line-2 bg-surface px-3 text-sm font-medium hover:bg-hover"
          >
            <Trans>Sign in with {sso}</Trans>
          </a>
          <p className="my-4 flex items-center gap-3 text-xs text-ink-3 before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
            <Trans>or with a password</Trans>
          </p>
        </>
      )}
      {/* A full load: the shell starts with nothing of an earlier person. */}
      <SignInForm onSignedIn={() => window.location.assign(next)} />
    </>
  )
}
