import type { ReactNode } from 'react'

interface SectionProps {
  readonly id: string
  readonly title: string
  /** A link beside the title. */
  readonly more?: ReactNode
  readonly children: ReactNode
}

/** A titled part of the overview. */
export function Section({ id, title, more, children }: SectionProps) {
  return (
    <section aria-labelledby={id} className="min-w-0">
      <header className="mb-1.5 flex items-baseline justify-between gap-3">
        <h2 id={id} className="text-base font-semibold">
          {title}
        </h2>
        {more}
      </header>
      {children}
    </section>
  )
}

export const MORE = 'rounded-sm text-sm text-ink-2 hover:text-ink'

/** Lines in the shape of lines while the answer is on its way. */
export function SkeletonLines({ count }: { readonly count: number }) {
  return (
    <div className="border-t" aria-hidden>
      {Array.from({ length: count }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have no identity
        <div key={index} className="flex h-10 items-center border-b">
          <div className="skeleton h-3 w-2/3" />
        </div>
      ))}
    </div>
  )
}
