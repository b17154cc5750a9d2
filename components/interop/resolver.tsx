'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { ArrowRight, CircleSlash } from 'lucide-react'
import { useState } from 'react'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { Field, Input } from '#components/ui/field.tsx'
import { Link } from '#components/ui/link.tsx'
import { Problem } from '#components/ui/problem.tsx'
import type { Resolution } from '#lib/client/interop-api.ts'
import { useResolution } from '#lib/client/interop-queries.ts'
import { paths } from '#lib/client/paths.ts'
import { parseJoinEui } from '#lib/domain/interop/join-eui.ts'

/** Type a JoinEUI, see who is asked and why. */
export function Resolver() {
  const owner = useOwnerId()
  const [text, setText] = useState('')
  const parsed = text.trim() === '' ? undefined : parseJoinEui(text)
  const { data, error } = useResolution(owner, parsed?.ok ? parsed.value : undefined)
  const digits = text.replace(/[-:\s]/g, '')
  // Nobody is corrected in the middle of typing.
  const fault = parsed && !parsed.ok && (digits.length >= 16 || /[^0-9a-f]/i.test(digits)) ? parsed.error : undefined
  return (
    <section aria-label={t`Resolver`} className="flex flex-col gap-3">
      <Field label={t`Who is asked for a JoinEUI`} error={fault} hint={t`16 hex digits, with or without separators.`}>
        <Input
          value={text}
          onChange={(event) => setText(event.target.value)}
          className="mono max-w-80"
          placeholder="70B3D57ED0001000"
          spellCheck={false}
          autoComplete="off"
          autoCapitalize="off"
        />
      </Field>
      <Problem error={error} />
      <div aria-live="polite">{parsed?.ok && data && <Answer resolution={data} />}</div>
    </section>
  )
}

function Answer({ resolution }: { readonly resolution: Resolution }) {
  const { ns, as, note } = resolution
  const same = ns.reason === as.reason
  return (
    <div className="flex flex-col gap-3 rounded-md border bg-sunken px-3 py-2.5 text-sm">
      {same ? (
        <Side part={ns} />
      ) : (
        <>
          <Side part={ns} who={t`Network server`} />
          <Side part={as} who={t`Application server`} />
        </>
      )}
      <p className="text-ink-3">{note}</p>
    </div>
  )
}

function Side({ part, who }: { readonly part: Resolution['ns']; readonly who?: string }) {
  const owner = useOwnerId()
  return (
    <div className="min-w-0">
      {who && <p className="mb-0.5 text-xs font-medium text-ink-3">{who}</p>}
      {part.winners.length === 0 && (
        <p className="flex items-center gap-1.5 font-medium">
          <CircleSlash aria-hidden className="size-4 shrink-0 text-warn" /> <Trans>Nobody</Trans>
        </p>
      )}
      {part.winners.map(({ id, file, prefix }) => (
        <p key={`${id}${prefix}`} className="flex min-w-0 flex-wrap items-center gap-x-1.5 font-medium">
          <ArrowRight aria-hidden className="size-4 shrink-0 text-accent-ink" />
          <Link
            href={paths.joinServer(owner, id)}
            className="rounded-sm break-all text-accent-ink underline underline-offset-3"
          >
            {file}
          </Link>
          <span className="mono text-xs break-all text-ink-2">{prefix}</span>
        </p>
      ))}
      <p className="mt-0.5 break-words text-ink-2">{part.reason}</p>
    </div>
  )
}
