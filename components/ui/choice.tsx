import type { ReactNode } from 'react'

interface ChoiceProps {
  /** Of the group. */
  readonly name: string
  readonly checked: boolean
  readonly onSelect: () => void
  readonly title: string
  readonly children?: ReactNode
}

/** One of a few ways, as a radio button with its consequence. */
export function Choice({ name, checked, onSelect, title, children }: ChoiceProps) {
  return (
    <label className="flex cursor-pointer items-start gap-2.5 rounded-md border border-line-2 px-3 py-2 text-sm has-checked:border-accent has-checked:bg-accent-soft has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-focus">
      <input
        type="radio"
        name={name}
        checked={checked}
        onChange={onSelect}
        className="mt-0.5 accent-accent outline-none!"
      />
      <span className="min-w-0">
        <span className="block font-medium">{title}</span>
        {children && <span className="block text-ink-2">{children}</span>}
      </span>
    </label>
  )
}
