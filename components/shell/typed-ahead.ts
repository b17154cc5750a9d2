/** What was typed after ⌘K and before the palette was there to take it: it is meant for the palette, not for the page. */
let typed = ''

/** Keeps the key if it is a character; the palette is on its way. */
export function keepTyped(event: KeyboardEvent): void {
  if (event.key.length !== 1 || event.metaKey || event.ctrlKey || event.altKey) return
  event.preventDefault()
  typed += event.key
}

/** Once: what was kept. */
export function takeTyped(): string {
  const taken = typed
  typed = ''
  return taken
}
