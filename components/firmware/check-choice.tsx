import type { ReactNode } from 'react'

interface CheckChoiceProps {
  readonly checked: boolean
  readonly onChange: (checked: boolean) => void
  readonly title: ReactNode
  /** What it means. */
  readonly children: ReactNode
  /** Its meaning is a danger: the words take the colour of one when it is chosen. */
  readonly risky?: boolean
}

/** An explicit choice, with its consequence. */
export function CheckChoice({ checked, onChange, title, children, risky }: CheckChoiceProps) {
  return (
    <label className="flex cursor-pointer items-start gap-2.5 text-sm">
      <input
        type="checkbox"
        checked={checked}
        onChange={(event) => onChange(event.target.checked)}
        className="mt-0.5 size-4 shrink-0 accent-accent"
      />
      <span className="min-w-0">
        <span className="font-medium">{title}</span>
        <span className={`block ${risky && checked ? 'text-warn' : 'text-ink-2'}`}>{children}</span>
      </span>
    </label>
  )
}
