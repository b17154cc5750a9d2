'use client'

import { t } from '@lingui/core/macro'
import { useSyncExternalStore } from 'react'
import { formatAbsolute, formatRelative } from '#lib/client/relative-time.ts'
import { copyText } from './copy-button.tsx'
import { notify } from './toast.tsx'

/** One clock for all times of the page; it ticks every 15 s while anybody watches. */
const watchers = new Set<() => void>()
let now = Date.now()
let timer: ReturnType<typeof setInterval> | undefined

function watch(onTick: () => void): () => void {
  watchers.add(onTick)
  now = Date.now()
  timer ??= setInterval(() => {
    now = Date.now()
    for (const watcher of watchers) watcher()
  }, 15_000)
  return () => {
    watchers.delete(onTick)
    if (watchers.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

/** The current time, rounded to the shared tick. */
export const useNow = (): Date =>
  new Date(
    useSyncExternalStore(
      watch,
      () => now,
      () => now,
    ),
  )

interface RelativeTimeProps {
  readonly at: string | null | undefined
  /** What to say when there is no time. */
  readonly none?: string
  /** Only the tooltip, where a press means something else (a row that is a link). */
  readonly plain?: boolean
}

/** “3 minutes ago”; the absolute time with zone on hover, and copied by a press. */
export function RelativeTime({ at, none = t`Never`, plain }: RelativeTimeProps) {
  const current = useNow()
  if (!at) return <span className="text-ink-3">{none}</span>
  const date = new Date(at)
  const absolute = formatAbsolute(date)
  const words = formatRelative(date, current)
  if (plain) {
    return (
      <time dateTime={at} data-tip={absolute} className="whitespace-nowrap">
        {words}
      </time>
    )
  }
  return (
    <button
      type="button"
      data-tip={absolute}
      aria-description={t`${absolute}. Press to copy`}
      className="rounded-sm whitespace-nowrap underline decoration-line-2 decoration-dotted underline-offset-3 hover:decoration-ink-3"
      onClick={() => void copyText(absolute).then((done) => done && notify(t`Copied ${absolute}`))}
    >
      <time dateTime={at}>{words}</time>
    </button>
  )
}
