'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Download, RotateCcw } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { formatGatewayTitle } from '#components/gateways/gateway-title.ts'
import { Actions } from '#components/ui/actions.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { Progress } from '#components/ui/progress.tsx'
import { type BulkProgress, type BulkResult, runBulk } from '#lib/client/bulk.ts'
import { csvText, saveText } from '#lib/client/csv.ts'
import { formatCount } from '#lib/client/format.ts'
import { ReasonList } from './reason-list.tsx'

interface BulkDialogProps {
  readonly title: string
  /** “Deleted”: what was done to each. */
  readonly done: string
  /** Name of the file with the results. */
  readonly file: string
  /** The gateways that are meant; asked for once, when the dialog opens. */
  readonly load: (signal: AbortSignal) => Promise<readonly string[]>
  readonly act: (slice: readonly string[]) => Promise<readonly BulkResult[]>
  /** After each run; `good`: everything was done, and nothing is left to be shown. */
  readonly onSettled: (good: boolean) => void
  readonly onClose: () => void
}

/** Works through many gateways in sight: how far it is, what failed and why, those again, and all of it as a file. */
export function BulkDialog({ title, done, file, load, act, onSettled, onClose }: BulkDialogProps) {
  const [progress, setProgress] = useState<BulkProgress>()
  const [settled, setSettled] = useState<ReadonlyMap<string, BulkResult>>(new Map())
  const [fault, setFault] = useState<unknown>()
  const [running, setRunning] = useState(true)
  const stop = useRef<AbortController>(undefined)

  const run = async (gateways: (signal: AbortSignal) => Promise<readonly string[]>) => {
    const controller = new AbortController()
    stop.current = controller
    setRunning(true)
    setFault(undefined)
    let good = false
    try {
      const { results, total } = await runBulk(await gateways(controller.signal), act, setProgress, controller.signal)
      good = results.length === total && results.every(({ error }) => error === undefined)
      setSettled((before) => new Map([...before, ...results.map((result) => [result.gateway, result] as const)]))
    } catch (error) {
      setFault(error)
    }
    setRunning(false)
    onSettled(good)
  }

  // Once: the dialog stands for one run.
  const begun = useRef(false)
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is meant was fixed when the dialog opened
  useEffect(() => {
    if (begun.current) return
    begun.current = true
    void run(load)
  }, [])

  const results = [...settled.values()]
  const failed = results.filter(({ error }) => error !== undefined)
  const good = results.length - failed.length
  const now = progress?.results.length ?? 0
  const save = () =>
    saveText(
      file,
      csvText([
        ['EUI', 'ID6', t`Result`, t`Reason`],
        ...results.map(({ gateway, error }) => [
          formatGatewayTitle(gateway),
          gateway,
          error === undefined ? done : t`Failed`,
          error ?? '',
        ]),
      ]),
      'text/csv;charset=utf-8',
    )
  return (
    <Dialog open onOpenChange={onClose} title={title} required={running} wide>
      <div className="flex flex-col gap-4 text-sm">
        <Problem error={fault} />
        {running ? (
          <>
            <Progress label={title} share={progress ? now / Math.max(1, progress.total) : undefined} />
            <p className="text-ink-2 tabular-nums" aria-live="polite">
              {progress
                ? t`${formatCount(now)} of ${formatCount(progress.total)}`
                : t`Finding out which gateways are meant`}
            </p>
          </>
        ) : (
          <p aria-live="polite">
            <span className="font-medium">
              {done}: {formatCount(good)}
            </span>
            {failed.length > 0 && (
              <span className="text-danger">
                {' '}
                <Trans>· Failed: {formatCount(failed.length)}</Trans>
              </span>
            )}
            {progress && now < progress.total && (
              <span className="text-ink-2">
                {' '}
                <Trans>· Stopped before {formatCount(progress.total - now)}</Trans>
              </span>
            )}
          </p>
        )}
        {!running && failed.length > 0 && (
          <ReasonList
            label={t`What failed`}
            gateways={failed.map(({ gateway, error }) => ({ gateway, reason: error }))}
          />
        )}
        <Actions>
          {running ? (
            <Button onClick={() => stop.current?.abort()}>
              <Trans>Stop after this step</Trans>
            </Button>
          ) : (
            <>
              {failed.length > 0 && (
                <Button variant="primary" onClick={() => void run(async () => failed.map(({ gateway }) => gateway))}>
                  <RotateCcw aria-hidden className="size-3.5" /> <Trans>Try the failed ones again</Trans>
                </Button>
              )}
              {results.length > 0 && (
                <Button onClick={save}>
                  <Download aria-hidden className="size-3.5" /> <Trans>Export the results</Trans>
                </Button>
              )}
              <Button onClick={onClose}>
                <Trans>Close</Trans>
              </Button>
            </>
          )}
        </Actions>
      </div>
    </Dialog>
  )
}
