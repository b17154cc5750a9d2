/** Where to go after signing in: a path of this console, never another site; `/` for anything else. */
export function safePath(next: string | null | undefined): string {
  if (!next?.startsWith('/') || next.startsWith('//') || /[\\\s]/.test(next) || next.startsWith('/sign-in')) return '/'
  return next
}
