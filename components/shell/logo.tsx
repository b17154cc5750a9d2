/** The mark: a gate with one leaf open. */
export function Logo({ className }: { readonly className?: string }) {
  return (
    <svg viewBox="0 0 20 20" className={className ?? 'size-5'} fill="none" aria-hidden="true">
      <path
        d="M3 17V6.5L10 3l7 3.5V17"
        stroke="currentColor"
        strokeWidth="1.75"
        strokeLinejoin="round"
        strokeLinecap="round"
      />
      <path d="M7 17V9.5l3-1v10l-3-1.5Z" fill="currentColor" />
      <path d="M13.25 9.5V17" stroke="currentColor" strokeWidth="1.75" strokeLinecap="round" />
    </svg>
  )
}
