import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Progress } from '#components/ui/progress.tsx'
import { formatSize } from '#lib/client/format.ts'
import type { UploadState } from './use-upload.ts'

type Sending = Extract<UploadState, { phase: 'sending' }>

/** How much has left the browser, and how long the rest takes at this pace. */
export function UploadProgress({ state: { sent, size, seconds } }: { readonly state: Sending }) {
  const all = sent >= size
  const left = sent > 0 && seconds > 2 ? ((size - sent) * seconds) / sent : undefined
  return (
    <div className="pt-1 pb-1.5">
      <Progress label={t`Upload`} share={all ? undefined : sent / size} />
      <p className="mt-1.5 flex flex-wrap justify-between gap-x-3 text-ink-2 tabular-nums">
        {all ? (
          t`All sent. Gatehouse stores the last of it.`
        ) : (
          <>
            <span>
              <Trans>
                {formatSize(sent)} of {formatSize(size)}
              </Trans>
            </span>
            <span>{left !== undefined && leftText(left)}</span>
          </>
        )}
      </p>
      <p className="text-ink-3">
        <Trans>Leaving this page cancels the upload.</Trans>
      </p>
    </div>
  )
}

function leftText(seconds: number): string {
  if (seconds < 10) return t`a few seconds left`
  if (seconds < 90) return t`about ${Math.ceil(seconds / 10) * 10} seconds left`
  return t`about ${Math.round(seconds / 60)} minutes left`
}
