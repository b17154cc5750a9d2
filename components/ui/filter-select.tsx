'use client'

import { clsx } from 'clsx'

interface FilterSelectProps {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  /** The first is “no filter”, with an empty value. */
  readonly options: readonly { readonly value: string; readonly label: string }[]
}

/** A facet with too many values for chips. */
export function FilterSelect({ label, value, onChange, options }: FilterSelectProps) {
  return (
    <select
      aria-label={label}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      className={clsx(
        'h-7 min-w-0 max-w-40 truncate rounded-md border px-1.5 text-sm transition-colors max-md:max-w-none max-md:flex-1 max-md:basis-36 pointer-coarse:h-10',
        value ? 'border-accent bg-accent-soft text-ink' : 'border-line-2 bg-transparent text-ink-2 hover:bg-hover',
      )}
    >
      {options.map((option) => (
        <option key={option.value} value={option.value} className="bg-surface text-ink">
          {option.label}
        </option>
      ))}
    </select>
  )
}
