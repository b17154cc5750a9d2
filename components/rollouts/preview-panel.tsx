'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { Link } from '#components/ui/link.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { Spinner } from '#components/ui/spinner.tsx'
import { formatCount } from '#lib/client/format.ts'
import { paths } from '#lib/client/paths.ts'
import { formatAbsolute } from '#lib/client/relative-time.ts'
import type { RolloutPreview } from '#lib/client/rollout-contracts.ts'
import type { PreviewState } from './use-preview.ts'

/** Who matches, who may take part and why others may not, and what the waves will be. */
export function PreviewPanel({ state: { preview, error, pending } }: { readonly state: PreviewState }) {
  return (
    <section aria-labelledby="rollout-preview" aria-live="polite" aria-busy={pending} className="min-w-0 text-sm">
      <h2 id="rollout-preview" className="mb-2 flex items-center gap-2 text-base font-semibold">
        <Trans>Who takes part</Trans> {pending && <Spinner label={t`Counting`} />}
      </h2>
      {error ? <Problem error={error} /> : preview ? <Numbers preview={preview} /> : <Nothing />}
    </section>
  )
}

const Nothing = () => (
  <p className="text-ink-2">
    <Trans>Choose what to roll out and to which gateways. Their number appears here.</Trans>
  </p>
)

function Numbers({ preview }: { readonly preview: RolloutPreview }) {
  const {
    matching,
    eligible,
    held,
    ineligible,
    waves,
    windows,
    conflicts,
    refused,
    tried,
    warnings,
    doubts,
    maxInFlight,
  } = preview
  return (
    <div className="flex flex-col gap-4">
      <dl className="border-t">
        <Line name={t`Match`}>{formatCount(matching)}</Line>
        <Line name={t`Take part`} strong>
          {formatCount(eligible)}
        </Line>
        <Line name={t`Under way at once, at most`}>
          {maxInFlight === null ? t`A whole wave` : formatCount(maxInFlight)}
        </Line>
        {held > 0 && <Line name={t`Of these, never seen`}>{formatCount(held)}</Line>}
        {ineligible.map(({ code, reason, count }) => (
          <Line key={code} name={reason} muted>
            {formatCount(count)}
          </Line>
        ))}
      </dl>
      {waves.length > 0 && (
        <div>
          <h3 className="mb-1 font-medium">
            <Trans>Waves</Trans>
          </h3>
          <ol className="border-t">
            {waves.map(({ label, size }, index) => (
              <li key={`${label}-${size}`} className="flex min-h-8 items-center justify-between gap-3 border-b">
                <span className="min-w-0 truncate">
                  <span className="text-ink-3 tabular-nums">{index + 1}.</span> {label}
                </span>
                <span className="tabular-nums">{formatCount(size)}</span>
              </li>
            ))}
          </ol>
        </div>
      )}
      {windows && <Windows windows={windows} eligible={eligible} />}
      {conflicts.map((conflict) => (
        <Conflict key={conflict.id} conflict={conflict} />
      ))}
      {refused[0] && (
        <Notice kind={refused.length === tried ? 'error' : 'warning'}>
          <Trans>
            Setup refuses it for {formatCount(refused.length)} of the {formatCount(tried)} gateways that it was tried
            on: {refused[0].reason}
          </Trans>
        </Notice>
      )}
      {doubts.map(({ detail }) => (
        <Notice key={detail} kind="warning">
          {detail}
        </Notice>
      ))}
      {warnings.map((warning) => (
        <Notice key={warning} kind="warning">
          {warning}
        </Notice>
      ))}
    </div>
  )
}

interface LineProps {
  readonly name: string
  readonly children: string
  readonly strong?: boolean
  readonly muted?: boolean
}

function Line({ name, children, strong, muted }: LineProps) {
  return (
    <div className="flex min-h-8 items-baseline justify-between gap-3 border-b py-1.5">
      <dt className={muted ? 'min-w-0 text-ink-2' : strong ? 'font-medium' : ''}>{name}</dt>
      <dd className={`tabular-nums ${strong ? 'text-base font-semibold' : muted ? 'text-ink-2' : ''}`}>{children}</dd>
    </div>
  )
}

function Windows({
  windows: { openNow, next, reachable, outside },
  eligible,
}: {
  readonly windows: NonNullable<RolloutPreview['windows']>
  readonly eligible: number
}) {
  return (
    <p className="text-ink-2">
      <Trans>
        {openNow ? t`A window is open now, until ` : t`The next window opens `}
        {formatAbsolute(new Date(openNow ? next.to : next.from))}. {formatCount(reachable)} of {formatCount(eligible)}{' '}
        gateways call within a window of the coming week
        {outside > 0 ? t`; ${formatCount(outside)} call outside, and are reached only when they restart then.` : '.'}
      </Trans>
    </p>
  )
}

function Conflict({ conflict: { id, name, count } }: { readonly conflict: RolloutPreview['conflicts'][number] }) {
  const owner = useOwnerId()
  const href = paths.rollout(owner, id)
  const look = 'font-medium text-accent-ink underline underline-offset-3'
  return (
    <Notice kind="error">
      {count === 1 ? (
        <Trans>
          <Link href={href} className={look}>
            {name}
          </Link>{' '}
          is under way on one of these gateways.
        </Trans>
      ) : (
        <Trans>
          <Link href={href} className={look}>
            {name}
          </Link>{' '}
          is under way on {formatCount(count)} of these gateways.
        </Trans>
      )}{' '}
      <Trans>Wait for its end, abort it, or leave them out.</Trans>
    </Notice>
  )
}
