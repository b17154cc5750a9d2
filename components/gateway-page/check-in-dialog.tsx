'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Copy, Download } from 'lucide-react'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { Actions } from '#components/ui/actions.tsx'
import { Button } from '#components/ui/button.tsx'
import { CodeBlock } from '#components/ui/code-block.tsx'
import { copyText } from '#components/ui/copy-button.tsx'
import { CopyValue } from '#components/ui/copy-value.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Disclosure } from '#components/ui/disclosure.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { notify } from '#components/ui/toast.tsx'
import { formatBytes, formatCount } from '#lib/client/format.ts'
import type { CheckInDetail } from '#lib/client/gateway-page-contracts.ts'
import { useCheckIn } from '#lib/client/gateway-page-queries.ts'
import { formatAbsolute } from '#lib/client/relative-time.ts'
import { saveBlob } from '#lib/client/station-files.ts'
import { AnswerSegments } from './answer-segments.tsx'
import { ANSWERS, answerText, formatCredential } from './check-in-words.ts'

interface CheckInDialogProps {
  readonly gateway: string
  readonly id: string
  readonly onClose: () => void
}

/** One check-in: what the gateway said and what it was answered, decoded, to copy and to download. */
export function CheckInDialog({ gateway, id, onClose }: CheckInDialogProps) {
  const { data, error, refetch } = useCheckIn(useOwnerId(), gateway, id)
  return (
    <Dialog
      open
      onOpenChange={onClose}
      wide
      title={t`Check-in`}
      description={
        data && (
          <>
            {data.times === 1 ? (
              formatAbsolute(new Date(data.lastAt))
            ) : (
              <Trans>
                {formatCount(data.times)} equal ones from {formatAbsolute(new Date(data.firstAt))} to{' '}
                {formatAbsolute(new Date(data.lastAt))}
              </Trans>
            )}
            <Trans>
              , from <CopyValue text={data.address} what={t`the address`} />
            </Trans>
          </>
        )
      }
    >
      <Problem error={error} onRetry={() => void refetch()} className="mb-4" />
      {data ? <Content checkIn={data} onClose={onClose} /> : !error && <div className="skeleton h-48 w-full" />}
    </Dialog>
  )
}

function Content({ checkIn, onClose }: { readonly checkIn: CheckInDetail; readonly onClose: () => void }) {
  const { icon: Icon, word, tint } = ANSWERS[checkIn.answer.kind]
  const json = JSON.stringify(checkIn, null, 2)
  const download = () =>
    saveBlob(
      new Blob([json], { type: 'application/json' }),
      `check-in-${checkIn.gateway.replaceAll(':', '-')}-${checkIn.lastAt.slice(0, 19).replaceAll(':', '')}.json`,
    )
  return (
    <div className="flex flex-col gap-5">
      <section aria-labelledby="check-in-request">
        <h3 id="check-in-request" className="mb-1 text-sm font-semibold">
          <Trans>What the gateway said</Trans>
        </h3>
        <p className="mb-2 text-sm text-ink-2">
          <Trans>Authenticated with: {formatCredential(checkIn.credential)}.</Trans>
          {checkIn.fellBack && (
            <span className="text-warn">
              {' '}
              <Trans>It fell back to an older credential.</Trans>
            </span>
          )}
        </p>
        <dl className="border-t text-sm">
          {checkIn.request.fields.map(({ name, value, note }) => (
            <div key={name} className="grid gap-x-3 border-b py-1.5 sm:grid-cols-[7rem_minmax(0,1fr)]">
              <dt className="mono text-ink-2">{name}</dt>
              <dd className="min-w-0">
                <CopyValue text={value} what={name} />
                <span className="block wrap-anywhere text-ink-3">{note}</span>
              </dd>
            </div>
          ))}
        </dl>
        <Disclosure title={t`As JSON`} className="mt-1">
          <CodeBlock text={checkIn.request.json} label={t`the request`} />
        </Disclosure>
      </section>
      <section aria-labelledby="check-in-answer">
        <h3 id="check-in-answer" className="mb-1 text-sm font-semibold">
          <Trans>What it was answered</Trans>
        </h3>
        <p className="flex flex-wrap items-center gap-x-1.5 text-sm">
          <Icon aria-hidden className={`size-3.5 shrink-0 ${tint}`} />
          {word}
          <span className="text-ink-3">{formatBytes(checkIn.answer.bytes ?? 0)}</span>
        </p>
        <p className="text-sm wrap-anywhere text-ink-2">{answerText(checkIn.answer)}</p>
        <AnswerSegments segments={checkIn.segments} label={t`Segments of the answer`} />
        <p className="mt-2 text-xs text-ink-3">
          <Trans>Keys and tokens are masked: their bytes are not kept.</Trans>
        </p>
      </section>
      <Actions>
        <Button onClick={download}>
          <Download aria-hidden className="size-3.5" /> <Trans>Download JSON</Trans>
        </Button>
        <Button onClick={() => void copyText(json).then((done) => done && notify(t`Copied the check-in as JSON`))}>
          <Copy aria-hidden className="size-3.5" /> <Trans>Copy JSON</Trans>
        </Button>
        <Button variant="ghost" onClick={onClose}>
          <Trans>Close</Trans>
        </Button>
        <span className="text-sm text-ink-3">
          <Trans>
            Last <RelativeTime at={checkIn.lastAt} />
          </Trans>
        </span>
      </Actions>
    </div>
  )
}
