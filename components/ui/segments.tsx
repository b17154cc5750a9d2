import { t } from '@lingui/core/macro'
import { clsx } from 'clsx'
import type { Tone } from './state.tsx'

export interface Segment {
  readonly label: string
  readonly value: number
  readonly tone: Tone
  /** Lighter: under way. */
  readonly soft?: boolean
}

const FILLS: Readonly<Record<Tone, string>> = {
  ok: 'bg-ok',
  info: 'bg-info',
  warn: 'bg-warn',
  alert: 'bg-alert',
  danger: 'bg-danger',
  muted: 'bg-line-2',
}

interface SegmentsProps {
  readonly label: string
  readonly segments: readonly Segment[]
  readonly thin?: boolean
}

/** How a whole divides: a bar of parts between hairline gaps. Never without its numbers beside it. */
export function Segments({ label, segments, thin }: SegmentsProps) {
  const parts = segments.filter(({ value }) => value > 0)
  const words = parts.map(({ label: part, value }) => `${part} ${value}`).join(', ')
  return (
    <div
      role="img"
      aria-label={`${label}: ${words || t`none`}`}
      className={clsx('flex w-full gap-px overflow-hidden rounded-sm bg-active', thin ? 'h-1.5' : 'h-2.5')}
    >
      {parts.map(({ label: part, value, tone, soft }) => (
        <div
          key={part}
          // Even one of thousands is seen.
          style={{ flexGrow: value, flexBasis: 0 }}
          className={clsx('h-full min-w-0.75 transition-[flex-grow] duration-150', FILLS[tone], soft && 'opacity-55')}
        />
      ))}
    </div>
  )
}
