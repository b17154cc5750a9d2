/** The heading of one step of a page. */
export function StepTitle({
  step,
  id,
  children,
}: {
  readonly step: number
  readonly id?: string
  readonly children: string
}) {
  return (
    <h2 id={id} className="flex items-center gap-2 text-base font-semibold">
      <span
        aria-hidden
        className="grid size-5 place-items-center rounded-full border border-line-2 text-xs font-medium text-ink-3 tabular-nums"
      >
        {step}
      </span>
      {children}
    </h2>
  )
}
