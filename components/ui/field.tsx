'use client'

import { clsx } from 'clsx'
import { CircleAlert } from 'lucide-react'
import { type ComponentProps, createContext, type ReactNode, useContext, useId } from 'react'
import { say } from '#lib/client/say.ts'

const CONTROL_CLASS =
  'w-full min-w-0 rounded-md border border-control bg-surface px-2.5 text-sm text-ink transition-colors hover:border-ink-3 focus:border-focus focus:outline-2 focus:-outline-offset-1 focus:outline-focus disabled:cursor-not-allowed disabled:bg-sunken disabled:text-ink-3 aria-invalid:border-danger'

/** What a control takes over from its field: its id, and what describes it. */
interface Wiring {
  readonly id: string
  readonly 'aria-describedby': string | undefined
  readonly 'aria-invalid': true | undefined
}

const Context = createContext<Wiring | undefined>(undefined)

interface FieldProps {
  readonly label: ReactNode
  readonly hint?: ReactNode
  readonly error?: ReactNode
  readonly className?: string
  /** Keeps the label for assistive technology only. */
  readonly hideLabel?: boolean
  readonly children: ReactNode
}

/** Label above, control, then the error or the hint; the control inside is labelled and described by them. */
export function Field({ label, hint, error, className, hideLabel, children }: FieldProps) {
  const id = useId()
  const invalid = Boolean(error)
  const wiring: Wiring = {
    id,
    'aria-describedby': invalid || hint ? `${id}-text` : undefined,
    'aria-invalid': invalid || undefined,
  }
  return (
    <div className={clsx('flex min-w-0 flex-col gap-1.5', className)}>
      <label htmlFor={id} className={hideLabel ? 'sr-only' : 'text-sm font-medium text-ink'}>
        {label}
      </label>
      <Context value={wiring}>{children}</Context>
      {invalid ? (
        <p id={`${id}-text`} role="alert" className="flex items-start gap-1.5 text-sm text-danger">
          <CircleAlert aria-hidden className="mt-0.5 size-3.5 shrink-0" />
          <span className="min-w-0 break-words">{typeof error === 'string' ? say(error) : error}</span>
        </p>
      ) : (
        hint && (
          <p id={`${id}-text`} className="text-sm text-ink-3">
            {hint}
          </p>
        )
      )}
    </div>
  )
}

export function Input({ className, ...rest }: ComponentProps<'input'>) {
  return <input {...useContext(Context)} {...rest} className={clsx(CONTROL_CLASS, 'h-control', className)} />
}

export function Textarea({ className, ...rest }: ComponentProps<'textarea'>) {
  return (
    <textarea {...useContext(Context)} {...rest} className={clsx(CONTROL_CLASS, 'py-2 leading-relaxed', className)} />
  )
}

interface SelectProps extends ComponentProps<'select'> {
  readonly options: readonly { readonly value: string; readonly label: string }[]
}

/** The platform's own select: its picker is the best one on a phone, and it costs no script. */
export function Select({ options, className, ...rest }: SelectProps) {
  return (
    <select {...useContext(Context)} {...rest} className={clsx(CONTROL_CLASS, 'h-control', className)}>
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  )
}
