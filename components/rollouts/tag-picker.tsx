'use client'

import { Trans } from '@lingui/react/macro'
import { clsx } from 'clsx'
import { formatCount } from '#lib/client/format.ts'
import type { TagCounts } from '#lib/client/rollout-contracts.ts'

interface TagPickerProps {
  readonly label: string
  readonly tags: TagCounts['tags']
  readonly chosen: readonly string[]
  readonly onChange: (chosen: string[]) => void
  /** The order of choosing means something: it is numbered. */
  readonly ordered?: boolean
  readonly error?: string | undefined
}

/** Tags with their numbers of gateways, to be pressed. */
export function TagPicker({ label, tags, chosen, onChange, ordered, error }: TagPickerProps) {
  const toggle = (tag: string) =>
    onChange(chosen.includes(tag) ? chosen.filter((one) => one !== tag) : [...chosen, tag])
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1.5 text-sm font-medium">{label}</legend>
      {tags.length === 0 ? (
        <p className="text-sm text-ink-2">
          <Trans>No gateway has a tag yet. Tags are given in the list of gateways.</Trans>
        </p>
      ) : (
        <div className="flex flex-wrap gap-1.5">
          {tags.map(({ tag, count }) => {
            const place = chosen.indexOf(tag)
            return (
              <button
                key={tag}
                type="button"
                aria-pressed={place >= 0}
                onClick={() => toggle(tag)}
                className={clsx(
                  'inline-flex h-7 items-center gap-1.5 rounded-md border px-2 text-sm pointer-coarse:h-10',
                  place >= 0 ? 'border-accent bg-accent-soft text-ink' : 'border-line-2 text-ink-2 hover:bg-hover',
                )}
              >
                {ordered && place >= 0 && <span className="font-medium tabular-nums">{place + 1}</span>}
                {tag}
                <span className="text-ink-3 tabular-nums">{formatCount(count)}</span>
              </button>
            )
          })}
        </div>
      )}
      {error && (
        <p role="alert" className="mt-1.5 text-sm text-danger">
          {error}
        </p>
      )}
    </fieldset>
  )
}
