import { clsx } from 'clsx'

interface ShownOnceProps {
  readonly text: string
  readonly className?: string
}

/** A secret while it can still be copied; one press selects it whole. */
export function ShownOnce({ text, className }: ShownOnceProps) {
  return (
    <code className={clsx('mono block rounded-md border bg-sunken p-3 text-sm break-all select-all', className)}>
      {text}
    </code>
  )
}
