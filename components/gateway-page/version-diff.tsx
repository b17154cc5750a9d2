'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { X } from 'lucide-react'
import { FilterSelect } from '#components/ui/filter-select.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import type { CredentialVersion } from '#lib/client/gateway-page-contracts.ts'
import { say } from '#lib/client/say.ts'
import { compareVersions, type PartChange, type PartDifference } from '#lib/domain/gateway-page/versions.ts'

const PARTS: Readonly<Record<PartDifference['part'], string>> = {
  uri: 'URI',
  lnsUri: t`Refers to`,
  trust: t`Trust`,
  crt: t`Certificate`,
  key: t`Key`,
  crc: 'CRC',
}

const CHANGES: Readonly<Record<PartChange, readonly [word: string, tint: string]>> = {
  unchanged: [t`Unchanged`, 'text-ink-3'],
  changed: [t`Changed`, 'text-info'],
  new: [t`New`, 'text-ok'],
  cleared: [t`Cleared`, 'text-warn'],
}

/** What changes from one set to another, part by part; of keys only that they differ. */
export function DiffTable({
  before,
  after,
}: {
  readonly before: CredentialVersion | null
  readonly after: CredentialVersion | null
}) {
  return (
    <dl className="border-t text-sm">
      {compareVersions(before, after).map(({ part, change, before: was, after: is }) => {
        const [word, tint] = CHANGES[change]
        const mono = part === 'trust' || part === 'crt' ? '' : 'mono'
        return (
          <div key={part} className="grid gap-x-3 border-b py-1.5 sm:grid-cols-[6rem_5.5rem_minmax(0,1fr)]">
            <dt className="text-ink-2">{PARTS[part]}</dt>
            <dd className={tint}>{word}</dd>
            <dd className="min-w-0">
              {change !== 'unchanged' && was !== null && (
                <del className={`block wrap-anywhere text-ink-3 no-underline ${mono}`}>
                  <span className="sr-only">
                    <Trans>Before:</Trans>{' '}
                  </span>
                  − {say(was)}
                </del>
              )}
              {is !== null && (
                <ins className={`block wrap-anywhere no-underline ${mono}`}>
                  <span className="sr-only">
                    <Trans>After:</Trans>{' '}
                  </span>
                  {change === 'unchanged' ? '' : '+ '}
                  {say(is)}
                </ins>
              )}
            </dd>
          </div>
        )
      })}
    </dl>
  )
}

interface VersionDiffProps {
  readonly versions: readonly CredentialVersion[]
  readonly before: CredentialVersion
  readonly after: CredentialVersion
  readonly onChange: (before: string, after: string) => void
  readonly onClose: () => void
}

/** Any two versions of one side beside each other. */
export function VersionDiff({ versions, before, after, onChange, onClose }: VersionDiffProps) {
  const options = versions.map(({ version, desired }) => ({
    value: String(version),
    label: desired ? t`Version ${version}, desired` : t`Version ${version}`,
  }))
  return (
    <section aria-label={t`Comparison`} className="mt-4 min-w-0">
      <div className="mb-2 flex flex-wrap items-center gap-2 text-sm">
        <h3 className="font-semibold">
          <Trans>Compare</Trans>
        </h3>
        <FilterSelect
          label={t`From version`}
          value={String(before.version)}
          onChange={(value) => onChange(value, String(after.version))}
          options={options}
        />
        <span className="text-ink-3">
          <Trans>with</Trans>
        </span>
        <FilterSelect
          label={t`To version`}
          value={String(after.version)}
          onChange={(value) => onChange(String(before.version), value)}
          options={options}
        />
        <IconButton label={t`Close the comparison`} className="ml-auto" onClick={onClose}>
          <X aria-hidden className="size-4" />
        </IconButton>
      </div>
      <DiffTable before={before} after={after} />
    </section>
  )
}
