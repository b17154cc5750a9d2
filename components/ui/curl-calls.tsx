'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Download } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Secrets } from '#lib/client/call.ts'
import { saveText } from '#lib/client/csv.ts'
import { type CurlCall, curlCalls } from '#lib/client/curl.ts'
import { formatCount } from '#lib/client/format.ts'
import { Button } from './button.tsx'
import { CodeBlock } from './code-block.tsx'

export interface CurlCallsProps {
  /**
   * The function that the button calls, or one that calls it: what it would send is shown and not sent. Secrets go through `as`.
   * It sends nothing while there is nothing to send.
   */
  readonly call: (as: Secrets) => unknown
  /** Where the console does more than this one call. */
  readonly remark?: ReactNode
}

/** Beyond, more of the same teaches nothing. */
const MOST = 3

/** The commands, what they need, and the body as a file where it is too large to be read. */
export function CurlCalls({ call, remark }: CurlCallsProps) {
  const calls = curlCalls(window.location.origin, call)
  if (calls.length === 0) {
    return (
      <p className="text-sm text-ink-3">
        <Trans>There is nothing to send yet. Fill in the form first.</Trans>
      </p>
    )
  }
  return (
    <div className="flex min-w-0 flex-col gap-2 text-sm text-ink-2">
      {calls.slice(0, MOST).map((one, index) => (
        <OneCall key={one.command} call={one} label={calls.length === 1 ? t`the command` : t`command ${index + 1}`} />
      ))}
      {calls.length > MOST && (
        <p>
          <Trans>The console sends {formatCount(calls.length - MOST)} more like these.</Trans>
        </p>
      )}
      {remark && <p>{remark}</p>}
    </div>
  )
}

interface OneCallProps {
  readonly call: CurlCall
  readonly label: string
}

function OneCall({ call: { command, variables, files, body }, label }: OneCallProps) {
  const needs = ['GATEHOUSE_TOKEN', ...variables].join(', ')
  const read = files.join(', ')
  return (
    <>
      <CodeBlock text={command} label={label} />
      {body && (
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <Button onClick={() => saveText(body.name, body.text(), 'application/json')}>
            <Download aria-hidden className="size-3.5" /> <Trans>Save {body.name}</Trans>
          </Button>
          <p className="min-w-0 flex-1">
            {body.secret
              ? t`The body goes into a file. It holds the secrets of this form: delete it after use.`
              : t`The body is too long to be shown here.`}
          </p>
        </div>
      )}
      <p>
        <Trans>
          From the environment: <span className="mono">{needs}</span>
        </Trans>
      </p>
      {read && (
        <p>
          <Trans>
            From files: <span className="mono">{read}</span>
          </Trans>
        </p>
      )}
    </>
  )
}
