'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { KeyRound, RotateCw } from 'lucide-react'
import dynamic from 'next/dynamic'
import { type ReactNode, useState } from 'react'
import { useCan, useOwnerId } from '#components/shell/owner-context.tsx'
import { Actions } from '#components/ui/actions.tsx'
import { Button } from '#components/ui/button.tsx'
import { CopyValue } from '#components/ui/copy-value.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Facts } from '#components/ui/facts.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { notify } from '#components/ui/toast.tsx'
import { connectionApi } from '#lib/client/connection-api.ts'
import { connectionKeys } from '#lib/client/connection-queries.ts'
import type { Connection } from '#lib/client/contracts.ts'
import { useWrite } from '#lib/client/queries.ts'
import { formatAbsolute } from '#lib/client/relative-time.ts'
import { SOURCE_WORDS } from './connection-words.ts'
import { SourceGuide } from './source-guide.tsx'

const RegenerateDialog = dynamic(() => import('./regenerate-dialog.tsx').then((module) => module.RegenerateDialog), {
  loading: () => null,
})
const RotateDialog = dynamic(() => import('./rotate-dialog.tsx').then((module) => module.RotateDialog), {
  loading: () => null,
})

/** The key of the tunnel, and the credential of the network side; neither is shown. */
export function KeysPanel({ connection }: { readonly connection: Connection }) {
  const may = useCan('connection:write') && connection.access === 'full'
  const [dialog, setDialog] = useState<'key' | 'credential'>()
  const { key, reports } = connection
  return (
    <div className="flex max-w-3xl flex-col gap-10">
      <section aria-labelledby="tunnel-key">
        <div className="mb-2 flex flex-wrap items-center justify-between gap-3">
          <h2 id="tunnel-key" className="text-base font-semibold">
            <Trans>Tunnel Interface Authentication Key</Trans>
          </h2>
          {may && (
            <Button onClick={() => setDialog('key')}>
              <KeyRound aria-hidden className="size-3.5" /> <Trans>Regenerate</Trans>
            </Button>
          )}
        </div>
        <Facts
          facts={[
            [
              t`Check value`,
              <span key="check">
                <CopyValue text={key.checkValue} what={t`the check value`} />{' '}
                <span className="text-ink-3">
                  <Trans>the same on both sides when both hold the same key</Trans>
                </span>
              </span>,
            ],
            [t`Changed`, <RelativeTime key="changed" at={key.changedAt} />],
            [t`Signs reports`, key.signsWith === 'previous' ? t`The old key, until its grace ends` : t`This key`],
          ]}
        />
        {key.previousUntil && (
          <Grace connection={connection} what="key" may={may}>
            <Trans>
              Grace period: downlinks with the old key are taken until {formatAbsolute(new Date(key.previousUntil))}.
            </Trans>
          </Grace>
        )}
      </section>
      <section aria-labelledby="report-credential">
        <div className="mb-2 flex flex-wrap items-center justify-between gap-3">
          <h2 id="report-credential" className="text-base font-semibold">
            <Trans>Reports from {SOURCE_WORDS[connection.source]}</Trans>
          </h2>
          {may && (
            <Button onClick={() => setDialog('credential')}>
              <RotateCw aria-hidden className="size-3.5" /> <Trans>Rotate credential</Trans>
            </Button>
          )}
        </div>
        <Facts
          facts={[
            [
              t`Credential`,
              <span key="hint" className="mono">
                …{reports.hint}
              </span>,
            ],
            [t`Changed`, <RelativeTime key="changed" at={reports.changedAt} />],
          ]}
        />
        {reports.previousUntil && (
          <Grace connection={connection} what="report-credential" may={may}>
            <Trans>
              Grace period: reports with the old credential are taken until{' '}
              {formatAbsolute(new Date(reports.previousUntil))}.
            </Trans>
          </Grace>
        )}
        <h3 className="mt-6 mb-3 text-sm font-medium">
          <Trans>What to enter in {SOURCE_WORDS[connection.source]}</Trans>
        </h3>
        <SourceGuide source={connection.source} url={reports.url} credential={undefined} hint={reports.hint} />
      </section>
      {dialog === 'key' && <RegenerateDialog connection={connection} onClose={() => setDialog(undefined)} />}
      {dialog === 'credential' && <RotateDialog connection={connection} onClose={() => setDialog(undefined)} />}
    </div>
  )
}

interface GraceProps {
  readonly connection: Connection
  readonly what: 'key' | 'report-credential'
  readonly may: boolean
  readonly children: ReactNode
}

/** Until when the old one counts, and its end by hand. */
function Grace({ connection, what, may, children }: GraceProps) {
  const owner = useOwnerId()
  const [asking, setAsking] = useState(false)
  const end = useWrite(
    () => connectionApi.endGrace(owner, connection.id, what),
    [connectionKeys.all(owner)],
    () => {
      notify(what === 'key' ? t`The old key is refused from now on` : t`The old credential is refused from now on`)
      setAsking(false)
    },
  )
  return (
    <>
      <Notice
        className="mt-3"
        actions={
          may && (
            <Button variant="ghost" className="-my-1" onClick={() => setAsking(true)}>
              <Trans>End it now</Trans>
            </Button>
          )
        }
      >
        {children}
      </Notice>
      {asking && (
        <Dialog
          open
          onOpenChange={setAsking}
          title={t`End the grace period`}
          description={
            what === 'key'
              ? t`Downlinks signed with the old key are refused at once, and reports are signed with the new one. This cannot be undone.`
              : t`Reports that come with the old credential are refused at once, and lost where the network server does not try again. This cannot be undone.`
          }
        >
          <Problem error={end.error} className="mb-4" />
          <Actions>
            <Button variant="danger" pending={end.isPending} onClick={() => end.mutate(undefined)}>
              <Trans>End it now</Trans>
            </Button>
            <Button onClick={() => setAsking(false)}>
              {what === 'key' ? t`Keep the old key until then` : t`Keep the old credential until then`}
            </Button>
          </Actions>
        </Dialog>
      )}
    </>
  )
}
