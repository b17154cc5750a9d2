/** A turning ring; `label` is read out. */
export function Spinner({ label, className }: { readonly label: string; readonly className?: string }) {
  return (
    <svg
      viewBox="0 0 16 16"
      className={`size-4 animate-[spin_800ms_linear_infinite] ${className ?? ''}`}
      fill="none"
      role="img"
      aria-label={label}
    >
      <circle cx="8" cy="8" r="6" stroke="currentColor" strokeOpacity="0.25" strokeWidth="2" />
      <path d="M14 8a6 6 0 0 0-6-6" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
    </svg>
  )
}
