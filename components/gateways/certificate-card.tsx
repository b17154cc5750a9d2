'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { FileBadge, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { RelativeTime, useNow } from '#components/ui/relative-time.tsx'
import type { CertFacts } from '#lib/client/contracts.ts'
import { formatBytes, formatFingerprint } from '#lib/client/format.ts'

interface CertificateCardProps {
  readonly title: string
  readonly facts: CertFacts
  /** E.g. the file name and where it came from. */
  readonly source?: string
  readonly warnings?: readonly string[]
  readonly actions?: ReactNode
}

/** Who, by whom, for which names, until when, and how many bytes on the wire. */
export function CertificateCard({ title, facts, source, warnings = [], actions }: CertificateCardProps) {
  const expired = new Date(facts.validTo) < useNow()
  return (
    <article className="min-w-0 rounded-md border bg-surface text-sm">
      <header className="flex min-h-10 items-center gap-2 border-b px-3 py-1">
        <FileBadge aria-hidden className="size-4 shrink-0 text-ink-3" />
        <h3 className="min-w-0 flex-1 truncate">
          <span className="font-medium">{title}</span>
          {source && <span className="ml-2 text-ink-3">{source}</span>}
        </h3>
        {actions}
      </header>
      <dl className="grid grid-cols-[5.5rem_minmax(0,1fr)] gap-x-3 gap-y-1 px-3 py-2.5">
        <dt className="text-ink-3">
          <Trans>Subject</Trans>
        </dt>
        <dd className="break-words">{facts.subject || t`None`}</dd>
        <dt className="text-ink-3">
          <Trans>Issuer</Trans>
        </dt>
        <dd className="break-words">{facts.issuer === facts.subject ? t`Itself` : facts.issuer}</dd>
        {facts.names.length > 0 && (
          <>
            <dt className="text-ink-3">
              <Trans>Names</Trans>
            </dt>
            <dd className="mono break-words">{facts.names.join(', ')}</dd>
          </>
        )}
        <dt className="text-ink-3">{expired ? t`Expired` : t`Expires`}</dt>
        <dd className={expired ? 'text-danger' : undefined}>
          <RelativeTime at={facts.validTo} />{' '}
          <span className="text-ink-3">
            <Trans>· valid from {facts.validFrom.slice(0, 10)}</Trans>
          </span>
        </dd>
        <dt className="text-ink-3">
          <Trans>Key</Trans>
        </dt>
        <dd>
          {facts.keyType}{' '}
          <span className="text-ink-3">
            <Trans>· {formatBytes(facts.size)} on the wire</Trans>
          </span>
        </dd>
        <dt className="self-center text-ink-3">
          <Trans>SHA-256</Trans>
        </dt>
        <dd className="flex min-w-0 items-center gap-1">
          <span className="mono min-w-0 truncate">{formatFingerprint(facts.fingerprint)}</span>
          <CopyButton text={formatFingerprint(facts.fingerprint)} what={t`the fingerprint`} />
        </dd>
      </dl>
      {warnings.map((warning) => (
        <p key={warning} className="flex gap-1.5 border-t px-3 py-2 text-warn">
          <TriangleAlert aria-hidden className="mt-0.5 size-3.5 shrink-0" />
          <span className="min-w-0 break-words">{warning}</span>
        </p>
      ))}
    </article>
  )
}
