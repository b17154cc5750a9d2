'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { clsx } from 'clsx'
import { type LucideIcon, Search, X } from 'lucide-react'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { formatCount } from '#lib/client/format.ts'
import { Button } from './button.tsx'
import { TONES, type Tone } from './state.tsx'

export function FilterBar({ children }: { readonly children: ReactNode }) {
  return <div className="mb-2 flex min-w-0 max-w-full flex-wrap items-center gap-2">{children}</div>
}

interface SearchBoxProps {
  /** As the URL has it. */
  readonly value: string
  /** Called a moment after the last key. */
  readonly onSearch: (text: string) => void
  readonly label: string
  readonly placeholder: string
}

/** Searches while typing; `/` jumps into it, Escape empties it. */
export function SearchBox({ value, onSearch, label, placeholder }: SearchBoxProps) {
  const [text, setText] = useState(value)
  const input = useRef<HTMLInputElement>(null)
  const sent = useRef(value)

  // The URL changed by itself (Back, a link): the box follows.
  useEffect(() => {
    if (value !== sent.current) {
      sent.current = value
      setText(value)
    }
  }, [value])

  // biome-ignore lint/correctness/useExhaustiveDependencies: only typing starts the timer
  useEffect(() => {
    if (text === sent.current) return
    const timer = setTimeout(() => {
      sent.current = text
      onSearch(text)
    }, 220)
    return () => clearTimeout(timer)
  }, [text])

  return (
    <div className="relative w-full sm:w-64">
      <Search
        aria-hidden
        className="pointer-events-none absolute top-1/2 left-2.5 size-3.5 -translate-y-1/2 text-ink-3"
      />
      <input
        ref={input}
        type="search"
        aria-keyshortcuts="/"
        aria-label={label}
        placeholder={placeholder}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => event.key === 'Escape' && setText('')}
        className="h-control w-full rounded-md border border-control bg-surface pr-8 pl-8 text-sm hover:border-ink-3 focus:border-focus focus:outline-2 focus:-outline-offset-1 focus:outline-focus [&::-webkit-search-cancel-button]:hidden"
      />
      {text && (
        <button
          type="button"
          aria-label={t`Clear the search`}
          onClick={() => {
            setText('')
            input.current?.focus()
          }}
          className="absolute top-1/2 right-1 grid size-6 -translate-y-1/2 place-items-center rounded-sm text-ink-3 hover:text-ink"
        >
          <X aria-hidden className="size-3.5" />
        </button>
      )}
    </div>
  )
}

interface FilterChipsProps {
  readonly label: string
  readonly children: ReactNode
}

export function FilterChips({ label, children }: FilterChipsProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms; this is a toolbar of toggles
    <div role="group" aria-label={label} className="-mx-4 flex gap-1.5 overflow-x-auto px-4 py-1 md:mx-0 md:px-0">
      {children}
    </div>
  )
}

interface FilterChipProps {
  readonly icon: LucideIcon
  readonly tone: Tone
  readonly word: string
  readonly count?: number
  readonly active: boolean
  readonly onToggle: () => void
}

export function FilterChip({ icon: Icon, tone, word, count, active, onToggle }: FilterChipProps) {
  return (
    <button
      type="button"
      aria-pressed={active}
      onClick={onToggle}
      className={clsx(
        'inline-flex h-7 shrink-0 items-center gap-1.5 rounded-md border px-2 text-sm transition-colors pointer-coarse:h-10',
        active ? 'border-accent bg-accent-soft text-ink' : 'border-line-2 text-ink-2 hover:bg-hover hover:text-ink',
      )}
    >
      <Icon aria-hidden className={clsx('size-3.5', TONES[tone])} strokeWidth={2.25} />
      {word}
      {count !== undefined && <span className="text-ink-3 tabular-nums">{formatCount(count)}</span>}
    </button>
  )
}

interface PagingProps {
  readonly cursor: string | undefined
  readonly next: string | null
  readonly shown: number
  readonly onCursor: (cursor: string | undefined) => void
}

/** Nothing where everything is on one page. */
export function Paging({ cursor, next, shown, onCursor }: PagingProps) {
  if (!next && !cursor) return null
  return (
    <nav aria-label={t`Pages`} className="mt-3 flex items-center gap-2 text-sm text-ink-3">
      <span className="flex-1">
        <Trans>{formatCount(shown)} on this page</Trans>
      </span>
      <Button disabled={!cursor} onClick={() => onCursor(undefined)}>
        <Trans>First page</Trans>
      </Button>
      <Button disabled={!next} onClick={() => next && onCursor(next)}>
        <Trans>Next page</Trans>
      </Button>
    </nav>
  )
}
