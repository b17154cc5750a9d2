import { t } from '@lingui/core/macro'
import { clsx } from 'clsx'
import { ChevronRight } from 'lucide-react'
import type { ReactNode } from 'react'
import { CodeBlock } from './code-block.tsx'

interface DisclosureProps {
  readonly title: string
  readonly children: ReactNode
  readonly className?: string
}

/** What few need, behind its name. */
export function Disclosure({ title, children, className }: DisclosureProps) {
  return (
    <details className={clsx('group min-w-0', className)}>
      <summary className="flex h-8 list-none items-center gap-1 rounded-sm text-sm text-ink-2 hover:text-ink pointer-coarse:h-11">
        <ChevronRight aria-hidden className="size-3.5 transition-transform group-open:rotate-90" />
        {title}
      </summary>
      {children}
    </details>
  )
}

/** The call that a form makes, for those with a terminal beside it. */
export function SameAsCurl({ command, className }: { readonly command: string; readonly className?: string }) {
  return (
    <Disclosure title={t`Same as curl`} className={clsx('max-lg:hidden', className)}>
      <CodeBlock text={command} label={t`the command`} />
    </Disclosure>
  )
}
