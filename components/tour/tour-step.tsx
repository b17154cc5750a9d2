import { Trans } from '@lingui/react/macro'
import { clsx } from 'clsx'
import { Check } from 'lucide-react'
import { type ReactNode, useEffect, useRef } from 'react'

export interface StepPlace {
  readonly number: number
  readonly state: 'done' | 'now' | 'later'
}

interface TourStepProps extends StepPlace {
  readonly title: string
  /** What happens, in words. */
  readonly lead: ReactNode
  /** The action, of the step that it is now; what came of it, of those before. */
  readonly children?: ReactNode
}

/** One step: a number that becomes a tick. The step that comes next is where the keyboard goes on. */
export function TourStep({ number, state, title, lead, children }: TourStepProps) {
  const heading = useRef<HTMLHeadingElement>(null)
  const before = useRef(state)
  useEffect(() => {
    if (before.current === 'later' && state === 'now') heading.current?.focus()
    before.current = state
  }, [state])
  return (
    <li aria-current={state === 'now' ? 'step' : undefined} className="grid grid-cols-[1.5rem_1fr] gap-x-3">
      <span
        aria-hidden
        className={clsx(
          'grid size-6 place-items-center rounded-full border text-xs font-medium tabular-nums',
          state === 'done' && 'border-ok text-ok',
          state === 'now' && 'border-accent text-accent-ink',
          state === 'later' && 'border-line-2 text-ink-3',
        )}
      >
        {state === 'done' ? <Check className="size-3.5" strokeWidth={2.5} /> : number}
      </span>
      <div className="min-w-0">
        <h2
          ref={heading}
          tabIndex={-1}
          className={clsx('w-fit text-base/6 font-semibold', state === 'later' && 'text-ink-3')}
        >
          {title}
          {state === 'done' && (
            <span className="sr-only">
              {' '}
              <Trans>(done)</Trans>
            </span>
          )}
        </h2>
        {state !== 'later' && <p className="mt-1 max-w-[68ch] text-sm text-ink-2">{lead}</p>}
        {state !== 'later' && <div className="mt-3 flex flex-col items-start gap-3 empty:hidden">{children}</div>}
      </div>
    </li>
  )
}
