import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Button } from '#components/ui/button.tsx'
import { Progress } from '#components/ui/progress.tsx'
import { Spinner } from '#components/ui/spinner.tsx'
import { formatCount } from '#lib/client/format.ts'
import type { ReadProgress } from '#lib/client/setup-files/read-progress.ts'

interface ReadingFilesProps {
  /** Undefined: they are being collected, or the server looks at them. */
  readonly progress: ReadProgress | undefined
  readonly onCancel: () => void
}

/** Beside a drop zone while what was dropped is read. */
export function ReadingFiles({ progress, onCancel }: ReadingFilesProps) {
  const many = progress && progress.total > 1 ? progress : undefined
  return (
    <div className="flex items-center gap-3 text-sm text-ink-2">
      {many ? (
        <>
          <div className="w-24">
            <Progress label={t`Files read`} share={many.done / many.total} />
          </div>
          <span className="tabular-nums">
            <Trans>
              {formatCount(many.done)} of {formatCount(many.total)}
            </Trans>
          </span>
        </>
      ) : (
        <Spinner label={t`Reading`} />
      )}
      <Button variant="ghost" className="h-7! px-2!" onClick={onCancel}>
        <Trans>Cancel</Trans>
      </Button>
    </div>
  )
}
