import { clsx } from 'clsx'
import type { ReactNode } from 'react'

/** The row of actions at the end of a dialog or a form; the first child is the primary one. */
export function Actions({ children, className }: { readonly children: ReactNode; readonly className?: string }) {
  return <div className={clsx('flex flex-wrap items-center gap-2', className)}>{children}</div>
}
