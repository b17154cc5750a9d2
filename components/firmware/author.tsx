'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useConsole } from '#components/shell/owner-context.tsx'

const WORDS: Readonly<Record<string, string>> = {
  user: t`somebody who has left`,
  token: t`a deleted API token`,
  cli: t`the command line`,
}

interface AuthorProps {
  readonly actor: string
  /** Of the person or API token, where it is still known. */
  readonly name?: string | null
}

/** Who did it: `by you`, `by Ada Lovelace`. */
export function Author({ actor, name }: AuthorProps) {
  const { me } = useConsole()
  const [kind = ''] = actor.split(':')
  const who = actor === `user:${me.user.id}` ? t`you` : (name ?? WORDS[kind] ?? t`Gatehouse`)
  return <Trans>by {who}</Trans>
}
