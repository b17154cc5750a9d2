import type { ReactNode } from 'react'

interface FormSectionProps {
  readonly title: string
  readonly hint?: ReactNode
  readonly children: ReactNode
}

/** Fields that belong together, under a hairline. */
export function FormSection({ title, hint, children }: FormSectionProps) {
  return (
    <fieldset className="min-w-0 border-t pt-5">
      <legend className="float-left mb-3 w-full text-base font-semibold">
        {title}
        {hint && <span className="mt-0.5 block text-sm font-normal text-ink-2">{hint}</span>}
      </legend>
      <div className="clear-both flex flex-col gap-4">{children}</div>
    </fieldset>
  )
}
