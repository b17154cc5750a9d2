'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { RotateCcw } from 'lucide-react'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { Actions } from '#components/ui/actions.tsx'
import { Button } from '#components/ui/button.tsx'
import { CodeBlock } from '#components/ui/code-block.tsx'
import { CopyValue } from '#components/ui/copy-value.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { Cell, Head, Table } from '#components/ui/table.tsx'
import { notify } from '#components/ui/toast.tsx'
import { connectionApi } from '#lib/client/connection-api.ts'
import { connectionKeys, useDelivery } from '#lib/client/connection-queries.ts'
import type { Connection, DeliveryDetail } from '#lib/client/contracts.ts'
import { formatCount } from '#lib/client/format.ts'
import { useWrite } from '#lib/client/queries.ts'
import { formatAbsolute } from '#lib/client/relative-time.ts'
import { DeliveryStateWord, resultText } from './delivery-state.tsx'

interface DeliveryDialogProps {
  readonly connection: Connection
  readonly delivery: string
  /** To replay it. */
  readonly may: boolean
  readonly onClose: () => void
}

/** One report, its attempts, and another try. */
export function DeliveryDialog({ connection, delivery, may, onClose }: DeliveryDialogProps) {
  const owner = useOwnerId()
  const { data, error, refetch } = useDelivery(owner, connection.id, delivery)
  const replay = useWrite(
    () => connectionApi.replay(owner, connection.id, { ids: [delivery] }),
    [connectionKeys.deliveries(owner, connection.id)],
    ({ replayed }) =>
      notify(replayed > 0 ? t`Put back into the queue` : t`It is in the queue already, or its time in the log is over`),
  )
  return (
    <Dialog
      open
      onOpenChange={onClose}
      wide
      title={data?.kind ?? t`Delivery`}
      description={
        data && (
          <span className="flex flex-wrap items-center gap-x-3">
            <CopyValue text={data.device.toUpperCase()} what={t`the DevEUI`} />
            <DeliveryStateWord state={data.state} />
            <span>
              <Trans>accepted {formatAbsolute(new Date(data.acceptedAt))}</Trans>
            </span>
          </span>
        )
      }
    >
      <Problem error={error} onRetry={() => void refetch()} className="mb-4" />
      {data && (
        <div className="flex flex-col gap-5">
          <Attempts delivery={data} />
          <section aria-label={t`Report`}>
            <h3 className="mb-2 text-sm font-medium">
              <Trans>Report</Trans>
            </h3>
            <div className="max-h-72 overflow-y-auto rounded-md">
              <CodeBlock text={JSON.stringify(data.document, null, 2)} label={t`the report`} />
            </div>
          </section>
          <Problem error={replay.error} />
          <Actions>
            {may && data.state !== 'waiting' && (
              <Button variant="primary" pending={replay.isPending} onClick={() => replay.mutate(undefined)}>
                <RotateCcw aria-hidden className="size-3.5" /> <Trans>Replay</Trans>
              </Button>
            )}
            <Button onClick={onClose}>
              <Trans>Close</Trans>
            </Button>
            {data.state === 'delivered' && may && (
              <span className="text-sm text-ink-3">
                <Trans>Your server gets it a second time.</Trans>
              </span>
            )}
          </Actions>
        </div>
      )}
      {!data && !error && <div className="skeleton h-40 w-full" />}
    </Dialog>
  )
}

function Attempts({ delivery: { log, nextAt, attempts } }: { readonly delivery: DeliveryDetail }) {
  return (
    <section aria-label={t`Attempts`}>
      <h3 className="mb-1 text-sm font-medium">
        <Trans>Attempts</Trans>
      </h3>
      {log.length === 0 ? (
        <p className="text-sm text-ink-2">
          {nextAt ? (
            <>
              {attempts === 0 && `${t`Not tried yet.`} `}
              <Trans>
                Next attempt <RelativeTime at={nextAt} />.
              </Trans>
            </>
          ) : (
            t`Not tried.`
          )}
        </p>
      ) : (
        <Table label={t`Attempts`}>
          <thead>
            <tr>
              <Head>
                <Trans>At</Trans>
              </Head>
              <Head>
                <Trans>Answer</Trans>
              </Head>
              <Head className="text-right">
                <Trans>Took</Trans>
              </Head>
            </tr>
          </thead>
          <tbody>
            {log.map(({ at, status, httpStatus, code, durationMs }) => (
              <tr key={at}>
                <Cell className="text-ink-2">
                  <RelativeTime at={at} />
                </Cell>
                <Cell>
                  {status === 'Delivered'
                    ? resultText({ status: null, httpStatus }) || t`Delivered`
                    : [status, resultText({ status: null, httpStatus }), code].filter(Boolean).join(' ')}
                </Cell>
                <Cell className="text-right whitespace-nowrap text-ink-2">
                  <Trans>{formatCount(durationMs)} ms</Trans>
                </Cell>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
      {log.length > 0 && nextAt && (
        <p className="mt-2 text-sm text-ink-2">
          <Trans>
            Next attempt <RelativeTime at={nextAt} />.
          </Trans>
        </p>
      )}
    </section>
  )
}
