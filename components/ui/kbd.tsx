export function Kbd({ children }: { readonly children: string }) {
  return (
    <kbd className="inline-flex h-5 min-w-5 items-center justify-center rounded-sm border border-line-2 px-1 font-sans text-xs text-ink-3">
      {children}
    </kbd>
  )
}
