'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Check } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { ButtonLink } from '#components/ui/button.tsx'
import { CopyTextButton } from '#components/ui/copy-button.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import { ShownOnce } from '#components/ui/shown-once.tsx'
import { useUnsaved } from '#components/ui/unsaved.ts'
import type { CreatedConnection } from '#lib/client/contracts.ts'
import { paths } from '#lib/client/paths.ts'
import { SOURCE_WORDS } from './connection-words.ts'
import { SourceGuide } from './source-guide.tsx'
import { TestPanel } from './test-panel.tsx'

/** The one time that the secrets are shown, in the order in which they are needed. */
export function CreatedConnectionPage({ connection }: { readonly connection: CreatedConnection }) {
  const owner = useOwnerId()
  const { secrets, reports, source } = connection
  const [copied, setCopied] = useState(false)
  useUnsaved(!copied, 'secret')
  return (
    <div className="max-w-2xl">
      <PageHeader
        crumbs={[{ label: t`Connections`, href: paths.connections(owner) }]}
        title={
          <span className="flex items-center gap-2">
            <Check aria-hidden className="size-4.5 shrink-0 text-ok" strokeWidth={2.25} />
            <span className="min-w-0 break-words">
              <Trans>{connection.name} is ready</Trans>
            </span>
          </span>
        }
        lead={t`The key and the credential are shown this once. Gatehouse does not show them again; both can be replaced.`}
      />
      <div className="flex flex-col gap-8">
        {connection.warnings.map((warning) => (
          <Notice key={warning} kind="warning">
            {warning}
          </Notice>
        ))}
        <Step number={1} title={t`Share the key with your application server`}>
          <p className="text-sm text-ink-2">
            <Trans>
              Tunnel Interface Authentication Key. Your server verifies the Token of each report with it, and signs its
              downlinks.
            </Trans>
          </p>
          <ShownOnce text={secrets.key} />
          <div>
            <CopyTextButton text={secrets.key} what={t`key`} />
          </div>
        </Step>
        <Step number={2} title={t`Send reports from ${SOURCE_WORDS[source]} here`}>
          <SourceGuide source={source} url={reports.url} credential={secrets.reportCredential} hint={reports.hint} />
        </Step>
        <Step number={3} title={t`Try it`}>
          <TestPanel connection={connection} />
        </Step>
        <div>
          <label className="mb-4 flex cursor-pointer items-center gap-2.5 text-sm">
            <input
              type="checkbox"
              checked={copied}
              onChange={(event) => setCopied(event.target.checked)}
              className="size-4 accent-accent"
            />
            <Trans>I have copied the key and the credential</Trans>
          </label>
          <ButtonLink href={paths.connection(owner, connection.id)} variant={copied ? 'primary' : 'secondary'}>
            <Trans>Open the connection</Trans>
          </ButtonLink>
        </div>
      </div>
    </div>
  )
}

interface StepProps {
  readonly number: number
  readonly title: string
  readonly children: ReactNode
}

function Step({ number, title, children }: StepProps) {
  return (
    <section aria-label={title} className="flex flex-col gap-3">
      <h2 className="flex items-center gap-2 text-base font-semibold">
        <span
          aria-hidden
          className="grid size-5 shrink-0 place-items-center rounded-full border border-line-2 text-xs text-ink-2 tabular-nums"
        >
          {number}
        </span>
        {title}
      </h2>
      {children}
    </section>
  )
}
