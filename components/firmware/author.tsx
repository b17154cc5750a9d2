'use client'

import { useConsole } from '#components/shell/owner-context.tsx'

const WORDS: Readonly<Record<string, string>> = {
  user: 'another member',
  token: 'an API token',
  cli: 'the command line',
}

/** Who did it, as far as the console knows people: `by you`. */
export function Author({ actor }: { readonly actor: string }) {
  const { me } = useConsole()
  const [kind = ''] = actor.split(':')
  const who = actor === `user:${me.user.id}` ? 'you' : (WORDS[kind] ?? 'Gatehouse')
  return <>by {who}</>
}
