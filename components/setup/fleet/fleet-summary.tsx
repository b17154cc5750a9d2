'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { gatewayCount } from '#components/gateways/gateway-count.ts'
import { Button } from '#components/ui/button.tsx'
import { SameAsCurl } from '#components/ui/same-as-curl.tsx'
import type { Secrets } from '#lib/client/call.ts'
import { gatherDoubts, type Verdict } from '#lib/client/fleet-setup.ts'
import { formatCount } from '#lib/client/format.ts'
import type { OpenFiles } from './fleet-files.tsx'
import { type FleetLine, VERDICTS } from './fleet-lines.tsx'
import type { FleetLook } from './use-fleet-look.ts'
import { CHUNK } from './use-slices.ts'

const DoubtDialog = dynamic(() => import('../doubt-dialog.tsx').then((module) => module.DoubtDialog), {
  loading: () => null,
})

interface FleetSummaryProps {
  readonly lines: readonly FleetLine[]
  readonly look: FleetLook
  /** Files that are being read, or of which it is asked which is meant. */
  readonly open: OpenFiles | undefined
  readonly onSave: (confirm: readonly string[]) => void
  /** Makes the same request, for all at once. */
  readonly onShow: (confirm: readonly string[], as: Secrets) => unknown
  readonly onLeaveFaulty: () => void
  readonly onCompare: () => Promise<void>
}

const SHOWN: readonly Verdict[] = ['changes', 'doubtful', 'faulty', 'stale', 'unchanged', 'left']

/** How many change, and what keeps the save from being sent. */
export function FleetSummary({ lines, look, open, onSave, onShow, onLeaveFaulty, onCompare }: FleetSummaryProps) {
  const [asking, setAsking] = useState(false)
  const of = (verdict: Verdict) => lines.filter((line) => line.verdict === verdict)
  const [faulty, stale, doubtful] = [of('faulty').length, of('stale').length, of('doubtful')]
  const count = of('changes').length + doubtful.length
  const busy = open === 'reading' || look.answered < look.asked
  const doubts = gatherDoubts(doubtful.flatMap((line) => (line.look ? [line.look] : [])))
  const codes = [...new Set(doubts.map(({ code }) => code))]
  const words = `${count} ${count === 1 ? 'gateway' : 'gateways'}`
  return (
    <aside aria-label={t`What will change`} className="flex min-w-0 flex-col gap-4 text-sm lg:sticky lg:top-6">
      <dl className="border-t">
        {SHOWN.map((verdict) => {
          const number = of(verdict).length
          if (number === 0 && verdict !== 'changes') return null
          return (
            <div key={verdict} className="flex justify-between border-b py-1.5">
              <dt className="text-ink-2">{VERDICTS[verdict].word}</dt>
              <dd className="tabular-nums">{formatCount(number)}</dd>
            </div>
          )
        })}
      </dl>
      {doubts.length > 0 && (
        <ul className="flex flex-col gap-2 text-warn">
          {doubts.map(({ code, detail, count: about }) => (
            <li key={code + detail} className="break-words">
              {gatewayCount(about)}: {detail}
            </li>
          ))}
        </ul>
      )}
      {faulty > 0 && (
        <p className="flex flex-wrap items-center gap-2 text-danger">
          <Trans>{formatCount(faulty)} to mend before anything is sent.</Trans>
          <Button className="h-7! px-2!" onClick={onLeaveFaulty}>
            {faulty === 1 ? t`Leave it out` : t`Leave them out`}
          </Button>
        </p>
      )}
      {open === 'asking' && (
        <p className="text-warn">
          <Trans>Say which file is meant before anything is sent.</Trans>
        </p>
      )}
      {stale > 0 && (
        <p className="flex flex-wrap items-center gap-2 text-alert">
          <Trans>
            {formatCount(stale)} were saved by somebody else since this page was opened. Your values are kept.
          </Trans>
          <Button className="h-7! px-2!" onClick={() => void onCompare()}>
            <Trans>Compare with theirs</Trans>
          </Button>
        </p>
      )}
      <div className="max-lg:sticky max-lg:bottom-14 max-lg:z-10 max-lg:-mx-4 max-lg:border-t max-lg:bg-canvas max-lg:px-4 max-lg:py-3 md:max-lg:bottom-0">
        <Button
          variant="primary"
          className="w-full"
          disabled={busy || open !== undefined || look.error !== undefined || faulty > 0 || stale > 0 || count === 0}
          onClick={() => (doubts.length > 0 ? setAsking(true) : onSave([]))}
        >
          {busy
            ? t`Checking`
            : count === 0
              ? t`Nothing to save`
              : count === 1
                ? t`Save 1 gateway`
                : t`Save ${formatCount(count)} gateways`}
        </Button>
      </div>
      <SameAsCurl
        call={(as) => !busy && onShow(codes, as)}
        remark={count > CHUNK && t`The console sends ${formatCount(CHUNK)} gateways at a time.`}
      />
      {asking && (
        <DoubtDialog
          doubts={doubts.map(({ code, detail, count: about }) => ({
            code,
            category: 'tc' as const,
            detail: `${gatewayCount(about)}: ${detail}`,
          }))}
          text={words}
          what={t`the number of gateways`}
          pending={false}
          error={undefined}
          onConfirm={() => onSave(codes)}
          onClose={() => setAsking(false)}
        />
      )}
    </aside>
  )
}
