'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Download, FileText } from 'lucide-react'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { Disclosure } from '#components/ui/disclosure.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { Waiting } from '#components/ui/waiting.tsx'
import { interopApi } from '#lib/client/interop-api.ts'
import { useInteropConfiguration } from '#lib/client/interop-queries.ts'
import { FindingList } from './finding-list.tsx'

const DOWNLOAD =
  'inline-flex h-control items-center gap-1.5 rounded-md border border-line-2 bg-surface px-3 text-sm font-medium hover:bg-hover'

/** The folder as The Things Stack reads it, what is wrong with it, and the downloads. */
export function FilesPanel() {
  const owner = useOwnerId()
  const { data, error, refetch } = useInteropConfiguration(owner)
  if (error && !data) return <Problem error={error} onRetry={() => void refetch()} />
  if (!data) return <Waiting what={t`the configuration`} />
  if (data.version === 0)
    return (
      <EmptyState icon={FileText} title={t`No files yet`}>
        <Trans>Once there is a join server, its config.yml and js.yml are shown here, and can be downloaded.</Trans>
      </EmptyState>
    )
  return (
    <div className="flex flex-col gap-6">
      <section aria-label={t`Downloads`} className="flex flex-col gap-3">
        <div className="flex flex-wrap gap-2">
          <a href={interopApi.exportZip(owner)} download className={DOWNLOAD}>
            <Download aria-hidden className="size-4 text-ink-3" /> <Trans>For The Things Stack (zip)</Trans>
          </a>
          <a href={interopApi.exportChirpStack(owner)} download className={DOWNLOAD}>
            <Download aria-hidden className="size-4 text-ink-3" /> <Trans>For ChirpStack (TOML)</Trans>
          </a>
        </div>
        {data.leftOut.length > 0 && (
          <Notice>
            <p>
              <Trans>Secrets are no part of a download. Add these where The Things Stack reads the folder:</Trans>
            </p>
            <ul className="mt-1 list-disc pl-5">
              {data.leftOut.map(({ file, what }) => (
                <li key={file + what}>
                  <span className="mono text-xs">{file}</span>: {what}
                </li>
              ))}
            </ul>
          </Notice>
        )}
        {data.chirpStackNotes.length > 0 && (
          <Disclosure title={t`What ChirpStack cannot express`} className="text-sm">
            <ul className="mt-1 list-disc space-y-1 pl-5 text-ink-2">
              {data.chirpStackNotes.map(({ file, message }) => (
                <li key={file + message}>
                  <span className="mono text-xs">{file}</span>: {message}
                </li>
              ))}
            </ul>
          </Disclosure>
        )}
      </section>
      <FindingList findings={data.findings} label={t`Findings`} />
      {data.files.map(({ path, text }) => (
        <NumberedFile
          key={path}
          path={path}
          text={text}
          marked={data.findings.flatMap((one) => (one.file === path && one.line ? [one.line] : []))}
        />
      ))}
    </div>
  )
}

/** A file with the numbers of its lines; lines with findings are marked. */
function NumberedFile({
  path,
  text,
  marked,
}: {
  readonly path: string
  readonly text: string
  readonly marked: readonly number[]
}) {
  const lines = text.replace(/\n$/, '').split('\n')
  return (
    <section aria-label={path} className="min-w-0">
      <div className="flex items-center justify-between gap-2">
        <h2 className="mono min-w-0 text-sm font-medium break-all">{path}</h2>
        <CopyButton text={text} what={path} />
      </div>
      <section
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        aria-label={t`Text of ${path}`}
        className="max-h-96 overflow-auto rounded-md border bg-sunken"
      >
        <ol className="mono w-max min-w-full py-2 text-[0.75rem]/5">
          {lines.map((line, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines are known by their numbers
            <li key={index} className={marked.includes(index + 1) ? 'bg-warn-soft' : undefined}>
              <span aria-hidden className="inline-block w-10 pr-3 text-right text-ink-3 select-none">
                {index + 1}
              </span>
              <span className="pr-4 whitespace-pre">{line}</span>
            </li>
          ))}
        </ol>
      </section>
    </section>
  )
}
