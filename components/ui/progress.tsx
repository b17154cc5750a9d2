interface ProgressProps {
  readonly label: string
  /** 0 to 1; undefined: under way, nobody knows how far. */
  readonly share: number | undefined
}

/** A bar that fills, or breathes while there is nothing to count. */
export function Progress({ label, share }: ProgressProps) {
  const percent = share === undefined ? undefined : Math.floor(share * 100)
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      className="h-1.5 overflow-hidden rounded-sm bg-active"
    >
      <div
        className={`h-full rounded-sm bg-accent transition-[width] ${percent === undefined ? 'animate-[breathe_1.6s_ease-in-out_infinite]' : ''}`}
        style={{ width: `${percent ?? 100}%` }}
      />
    </div>
  )
}
