import { CopyButton } from './copy-button.tsx'

export interface CopyFact {
  readonly name: string
  readonly value: string
  /** False: it is not whole, or there is nothing to paste. */
  readonly copy?: boolean
}

/** Values to be pasted into another program, under the names that they have there. */
export function CopyFacts({ facts }: { readonly facts: readonly CopyFact[] }) {
  return (
    <dl className="rounded-md border text-sm">
      {facts.map(({ name, value, copy = true }) => (
        <div
          key={name}
          className="grid items-center gap-x-3 border-b px-3 py-1.5 last:border-b-0 sm:grid-cols-[10rem_minmax(0,1fr)]"
        >
          <dt className="text-ink-2">{name}</dt>
          <dd className="flex min-h-7 min-w-0 items-center gap-1">
            <span className={copy ? 'mono min-w-0 flex-1 break-all' : 'min-w-0 flex-1'}>{value}</span>
            {copy && <CopyButton text={value} what={name} className="-my-1" />}
          </dd>
        </div>
      ))}
    </dl>
  )
}
