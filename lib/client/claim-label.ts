/** A label that was scanned, kept in this tab while the person signs in and chooses an owner. It is never in a request. */
import { formatEui64 } from '#lib/domain/identifiers.ts'
import { readLabelLink } from '#lib/domain/labels/label-link.ts'

const NAME = 'claim-label'

/** Keeps the label of this address and takes it out of the address; false when there is none, now or from before. */
export function keepLabel(): boolean {
  const label = readLabelLink(window.location.href)
  if (label) {
    sessionStorage.setItem(NAME, `${formatEui64(label.eui)} ${label.pin}`)
    window.history.replaceState(window.history.state, '', window.location.pathname)
  }
  return sessionStorage.getItem(NAME) !== null
}

/** The line for the claim form, once. */
export function takeLabel(): string | undefined {
  const line = sessionStorage.getItem(NAME)
  sessionStorage.removeItem(NAME)
  return line ?? undefined
}
