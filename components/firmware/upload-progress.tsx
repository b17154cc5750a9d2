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
      <Progress label="Upload" share={all ? undefined : sent / size} />
      <p className="mt-1.5 flex flex-wrap justify-between gap-x-3 text-ink-2 tabular-nums">
        {all ? (
          'All sent. Gatehouse stores the last of it.'
        ) : (
          <>
            <span>
              {formatSize(sent)} of {formatSize(size)}
            </span>
            <span>{left !== undefined && leftText(left)}</span>
          </>
        )}
      </p>
      <p className="text-ink-3">Leaving this page cancels the upload.</p>
    </div>
  )
}

function leftText(seconds: number): string {
  if (seconds < 10) return 'a few seconds left'
  if (seconds < 90) return `about ${Math.ceil(seconds / 10) * 10} seconds left`
  return `about ${Math.round(seconds / 60)} minutes left`
}
