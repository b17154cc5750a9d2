'use client'

import { Field as BaseField } from '@base-ui/react/field'
import { clsx } from 'clsx'
import { CircleAlert } from 'lucide-react'
import type { ComponentProps, ReactNode } from 'react'

export const CONTROL_CLASS =
  'w-full min-w-0 rounded-md border border-control bg-surface px-2.5 text-sm text-ink transition-colors hover:border-ink-3 focus:border-focus focus:outline-2 focus:-outline-offset-1 focus:outline-focus disabled:cursor-not-allowed disabled:bg-sunken disabled:text-ink-3 data-invalid:border-danger'

interface FieldProps {
  readonly label: ReactNode
  readonly hint?: ReactNode
  readonly error?: ReactNode
  readonly className?: string
  /** Keeps the label for assistive technology only. */
  readonly hideLabel?: boolean
  readonly children: ReactNode
}

/** Label above, control, then the error or the hint; wired for assistive technology by Base UI. */
export function Field({ label, hint, error, className, hideLabel, children }: FieldProps) {
  return (
    <BaseField.Root invalid={Boolean(error)} className={clsx('flex min-w-0 flex-col gap-1.5', className)}>
      <BaseField.Label className={hideLabel ? 'sr-only' : 'text-sm font-medium text-ink'}>{label}</BaseField.Label>
      {children}
      {error ? (
        <BaseField.Error match className="flex items-start gap-1.5 text-sm text-danger">
          <CircleAlert aria-hidden className="mt-0.5 size-3.5 shrink-0" />
          <span className="min-w-0 break-words">{error}</span>
        </BaseField.Error>
      ) : (
        hint && <BaseField.Description className="text-sm text-ink-3">{hint}</BaseField.Description>
      )}
    </BaseField.Root>
  )
}

export function Input({ className, ...rest }: ComponentProps<'input'>) {
  return <BaseField.Control {...rest} render={<input className={clsx(CONTROL_CLASS, 'h-control', className)} />} />
}

export function Textarea({ className, ...rest }: ComponentProps<'textarea'>) {
  return (
    <BaseField.Control
      {...(rest as ComponentProps<'input'>)}
      render={<textarea className={clsx(CONTROL_CLASS, 'py-2 leading-relaxed', className)} />}
    />
  )
}

interface SelectProps extends ComponentProps<'select'> {
  readonly options: readonly { readonly value: string; readonly label: string }[]
}

/** The platform's own select: its picker is the best one on a phone, and it costs no script. */
export function Select({ options, className, ...rest }: SelectProps) {
  return (
    <BaseField.Control
      {...(rest as ComponentProps<'input'>)}
      render={
        <select className={clsx(CONTROL_CLASS, 'h-control pr-8', className)}>
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      }
    />
  )
}
