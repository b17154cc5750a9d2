'use client'

import { t } from '@lingui/core/macro'
import { clsx } from 'clsx'
import type { ComponentProps } from 'react'
import { Link } from '#components/ui/link.tsx'
import { Spinner } from './spinner.tsx'

export type ButtonVariant = 'primary' | 'secondary' | 'ghost' | 'danger'

const BASE =
  'inline-flex shrink-0 items-center justify-center gap-1.5 rounded-md font-medium whitespace-nowrap select-none transition-colors disabled:cursor-not-allowed disabled:opacity-55 aria-disabled:cursor-not-allowed aria-disabled:opacity-55 [&_svg]:shrink-0'

const VARIANTS: Record<ButtonVariant, string> = {
  primary: 'bg-accent text-on-accent hover:not-disabled:bg-accent-hover',
  secondary: 'border border-line-2 bg-surface text-ink hover:not-disabled:bg-hover active:not-disabled:bg-active',
  ghost: 'text-ink-2 hover:not-disabled:bg-hover hover:not-disabled:text-ink active:not-disabled:bg-active',
  danger: 'bg-danger text-on-accent hover:not-disabled:bg-danger-hover',
}

const classOf = (variant: ButtonVariant, className?: string): string =>
  clsx(BASE, VARIANTS[variant], 'h-control px-3 text-sm', className)

interface ButtonProps extends ComponentProps<'button'> {
  readonly variant?: ButtonVariant
  /** Shows a spinner and takes no second press; the width stays. */
  readonly pending?: boolean
}

export function Button({ variant = 'secondary', pending = false, className, children, onClick, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      // Not `disabled`: a button that waits would lose the focus, and whoever uses keys would begin again at the top of the page.
      aria-disabled={pending || rest['aria-disabled']}
      onClick={(event) => {
        if (!pending) return onClick?.(event)
        event.preventDefault()
        event.stopPropagation()
      }}
      aria-busy={pending || undefined}
      className={clsx('relative', classOf(variant, className))}
    >
      <span className={clsx('inline-flex items-center gap-1.5', pending && 'invisible')}>{children}</span>
      {pending && (
        <span className="absolute inset-0 grid place-items-center">
          <Spinner label={t`Working`} />
        </span>
      )}
    </button>
  )
}

interface ButtonLinkProps extends ComponentProps<typeof Link> {
  readonly variant?: ButtonVariant
}

export function ButtonLink({ variant = 'secondary', className, ...rest }: ButtonLinkProps) {
  return <Link {...rest} className={classOf(variant, className as string | undefined)} />
}
