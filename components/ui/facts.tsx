import { clsx } from 'clsx'
import type { ReactNode } from 'react'

export type Fact = readonly [name: string, value: ReactNode]

interface FactsProps {
  readonly facts: readonly Fact[]
  /** Side by side where there is room. */
  readonly columns?: boolean
}

/** Names and values between hairlines. */
export function Facts({ facts, columns }: FactsProps) {
  return (
    <dl className={clsx('border-t text-sm', columns && 'grid gap-x-8 sm:grid-cols-2')}>
      {facts.map(([name, value]) => (
        <div key={name} className="flex min-h-9 items-baseline gap-3 border-b py-2">
          <dt className="w-24 shrink-0 sm:w-32 text-ink-2">{name}</dt>
          <dd className="min-w-0 flex-1 break-words">{value}</dd>
        </div>
      ))}
    </dl>
  )
}
