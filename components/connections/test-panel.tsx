'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Check, CircleX, Send } from 'lucide-react'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { SameAsCurl } from '#components/ui/same-as-curl.tsx'
import { State } from '#components/ui/state.tsx'
import { connectionApi } from '#lib/client/connection-api.ts'
import type { ConnectionRow, TestResult } from '#lib/client/contracts.ts'
import { formatCount } from '#lib/client/format.ts'
import { useWrite } from '#lib/client/queries.ts'

/** Sends one report that says what it is; the answer is its class and its time, nothing more (tunnel.md §5). */
export function TestPanel({ connection }: { readonly connection: Pick<ConnectionRow, 'id'> }) {
  const owner = useOwnerId()
  return (
    <div className="flex flex-col gap-3">
      <p className="text-sm text-ink-2">
        <Trans>
          Sends a DevEUI_uplink of the device <span className="mono">0000000000000000</span> at once, signed with the
          key and with all headers.
        </Trans>
      </p>
      <TestButton label={t`Send a test report`} send={() => connectionApi.test(owner, connection.id)} />
    </div>
  )
}

interface TestButtonProps {
  readonly label: string
  readonly send: () => Promise<TestResult>
}

/** The press, and what came of it beside it. */
export function TestButton({ label, send }: TestButtonProps) {
  const test = useWrite(send, [])
  return (
    <div className="flex flex-col gap-3">
      <div className="flex min-h-8 flex-wrap items-center gap-3">
        <Button pending={test.isPending} onClick={() => test.mutate(undefined)}>
          <Send aria-hidden className="size-3.5" /> {label}
        </Button>
        <span role="status" className="text-sm">
          {test.data && !test.isPending && <Result result={test.data} />}
        </span>
      </div>
      <SameAsCurl call={send} />
      <Problem error={test.error} />
    </div>
  )
}

function Result({ result: { status, statusClass, durationMs } }: { readonly result: TestResult }) {
  const good = status === 'Delivered'
  return (
    <span className="flex flex-wrap items-center gap-x-2">
      <State icon={good ? Check : CircleX} tone={good ? 'ok' : 'danger'}>
        {status}
      </State>
      <span className="text-ink-2 tabular-nums">
        <Trans>
          {statusClass ? t`${statusClass} in ` : t`No answer after `}
          {formatCount(durationMs)} ms
        </Trans>
      </span>
      {!good && <span className="text-ink-2">{remedyOf(status, statusClass)}</span>}
    </span>
  )
}

function remedyOf(status: string, statusClass: string | null): string {
  if (status === 'Timeout') return t`The server did not answer in time.`
  if (statusClass === null) return t`No way to the server: check the URL, its certificate and its firewall.`
  if (statusClass === '3xx') return t`Redirects are not followed. Give the address that it leads to.`
  if (statusClass === '4xx') return t`The server refuses it: check the path, the headers and the key.`
  return t`The server failed on it. See its log.`
}
