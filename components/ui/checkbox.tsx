'use client'

interface CheckboxProps {
  readonly label: string
  readonly checked: boolean
  /** Some of those that it stands for. */
  readonly mixed?: boolean
  /** What it stands for is not there yet. */
  readonly disabled?: boolean
  readonly onChange: () => void
}

/** Without words beside it: a column of its own. */
export function Checkbox({ label, checked, mixed = false, disabled = false, onChange }: CheckboxProps) {
  return (
    <label className="-m-2 grid size-8 cursor-pointer place-items-center has-disabled:cursor-default">
      <span className="sr-only">{label}</span>
      <input
        ref={(input) => {
          if (input) input.indeterminate = mixed
        }}
        type="checkbox"
        checked={checked}
        disabled={disabled}
        onChange={onChange}
        className="size-4 cursor-pointer accent-accent disabled:cursor-default"
      />
    </label>
  )
}
