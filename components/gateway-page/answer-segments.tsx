'use client'

import { t } from '@lingui/core/macro'
import { KeyRound } from 'lucide-react'
import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { formatBytes, formatCount } from '#lib/client/format.ts'
import type { AnswerSegment } from '#lib/domain/gateway-page/answer-layout.ts'
import { hexLines } from './hex-lines.ts'

/** An answer segment by segment, down to its bytes; masked ones are shown as places. */
export function AnswerSegments({
  segments,
  label,
}: {
  readonly segments: readonly AnswerSegment[]
  readonly label: string
}) {
  const [hex, setHex] = useState(false)
  return (
    <div className="min-w-0">
      <div className="mb-1 flex justify-end">
        <Button variant="ghost" aria-pressed={hex} onClick={() => setHex(!hex)}>
          {hex ? t`Hide the bytes` : t`Show the bytes`}
        </Button>
      </div>
      <ol aria-label={label} className="border-t text-sm">
        {segments.map((segment) => (
          <li key={segment.offset} className="border-b py-1.5">
            <p className="grid grid-cols-[minmax(0,7.5rem)_minmax(0,1fr)_auto] items-baseline gap-x-3">
              <span className="mono">{segment.name}</span>
              <span className="flex min-w-0 items-baseline gap-1.5 wrap-anywhere text-ink-2">
                {segment.secret && <KeyRound aria-hidden className="size-3 shrink-0 self-center text-ink-3" />}
                {segment.note}
              </span>
              <span className="whitespace-nowrap text-ink-3 tabular-nums">{formatBytes(segment.length)}</span>
            </p>
            {hex && <HexLines segment={segment} />}
          </li>
        ))}
      </ol>
    </div>
  )
}

function HexLines({ segment }: { readonly segment: AnswerSegment }) {
  const { lines, left } = hexLines(segment)
  return (
    <section
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      aria-label={t`Bytes of ${segment.name}`}
      className="mt-1 overflow-x-auto rounded-md bg-sunken"
    >
      <pre className="mono px-3 py-1.5 text-xs/5">
        {lines.map(({ offset, bytes, text }) => `${offset}  ${bytes}  ${text}`).join('\n')}
        {left > 0 && `\n… ${t`${formatCount(left)} more bytes`}`}
      </pre>
    </section>
  )
}
