import { clsx } from 'clsx'
import { CopyButton } from './copy-button.tsx'

interface CopyValueProps {
  readonly text: string
  /** What it is, e.g. “the URI”. */
  readonly what: string
  /** Where the page writes it otherwise than it is pasted. */
  readonly shown?: string
  readonly className?: string
}

/** A value that is taken elsewhere, with its copy button behind it. */
export function CopyValue({ text, what, shown = text, className }: CopyValueProps) {
  return (
    <span className={clsx('inline-flex max-w-full min-w-0 items-center gap-1', className)}>
      <span className="mono min-w-0 break-all">{shown}</span>
      <CopyButton text={text} what={what} className="-my-1 shrink-0" />
    </span>
  )
}
