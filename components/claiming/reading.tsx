'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { CheckCircle2, CircleAlert, ScanSearch } from 'lucide-react'
import type { Outcome } from '#lib/client/claim-run.ts'
import { say } from '#lib/client/say.ts'
import type { ClaimRow } from '#lib/domain/claiming/judge-claims.ts'
import { notationsOf, readIdentifier } from '#lib/domain/claiming/read-identifier.ts'
import { readPin } from '#lib/domain/claiming/read-pin.ts'
import { formatId6 } from '#lib/domain/identifiers.ts'
import { LabelLine } from './label-line.tsx'
import { Doubts, Remedies } from './remedies.tsx'
import type { Replacement } from './use-claims.ts'

interface ReadingProps {
  readonly row: ClaimRow
  readonly refusal: Outcome | undefined
  readonly onReplace: (line: number, replacement: Replacement) => void
}

/** What the typed line is taken for, while it is typed. */
export function Reading({ row, refusal, onReplace }: ReadingProps) {
  const id = readIdentifier(row.id)
  const pin = readPin(row.pin)
  const names = id.kind === 'read' ? notationsOf(id.eui) : undefined
  const sentence = row.verdict === 'ready' ? refusal?.error : row.fault
  return (
    <section
      aria-label={t`Reading`}
      aria-live="polite"
      className="max-w-2xl rounded-md border bg-sunken px-3 py-2.5 text-sm"
    >
      {id.kind === 'read' && names && (
        <dl className="grid grid-cols-[5.5rem_minmax(0,1fr)] gap-x-3 gap-y-1">
          <dt className="flex items-center gap-1.5 text-ink-3">
            <ScanSearch aria-hidden className="size-3.5" /> <Trans>Reads as</Trans>
          </dt>
          <dd className="mono break-all">
            {names.eui64} <span className="text-ink-3">· {formatId6(id.eui)}</span>
            {names.mac && <span className="text-ink-3"> · {names.mac}</span>}
          </dd>
          {id.notation === 'MAC' && (
            <>
              <dt className="text-ink-3">
                <Trans>From</Trans>
              </dt>
              <dd>
                <Trans>a MAC: FF-FE goes into its middle.</Trans>
              </dd>
            </>
          )}
          {pin.kind === 'read' && (
            <>
              <dt className="text-ink-3">
                <Trans>PIN</Trans>
              </dt>
              <dd className="mono">{pin.pin ? `${pin.pin.slice(0, 4)} ${pin.pin.slice(4)}` : pin.claim}</dd>
            </>
          )}
        </dl>
      )}
      {sentence && (
        <p className="mt-1 flex gap-1.5 first:mt-0">
          {row.verdict === 'yours' ? (
            <CheckCircle2 aria-hidden className="mt-0.5 size-3.5 shrink-0 text-ok" />
          ) : (
            <CircleAlert aria-hidden className={`mt-0.5 size-3.5 shrink-0 ${refusal ? 'text-danger' : 'text-warn'}`} />
          )}
          <span className="min-w-0 break-words">{say(sentence)}</span>
        </p>
      )}
      {refusal && <Doubts claim={refusal.claim} />}
      {row.verdict !== 'yours' &&
        row.notes.map((note) => (
          <p key={note} className="mt-1 text-ink-2">
            {note}
          </p>
        ))}
      <LabelLine labels={row.sets} />
      <Remedies row={row} onReplace={onReplace} />
    </section>
  )
}
