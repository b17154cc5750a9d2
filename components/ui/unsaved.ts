'use client'

/** Input that is not saved yet: who goes elsewhere is asked first, also inside the console, where the browser asks nobody. */
import { useEffect } from 'react'

/** What is lost: what was typed, an upload under way, a secret that is shown this once. */
export type Losing = 'input' | 'upload' | 'secret'

export interface Leaving {
  readonly losing: Losing
  readonly go: () => void
}

const forms: { readonly losing: Losing }[] = []
const listeners = new Set<() => void>()
let leaving: Leaving | undefined
/** The person has said so: until the form is gone, nothing is asked again. */
let agreed = false

function ask(next: Leaving | undefined): void {
  leaving = next
  for (const listener of listeners) listener()
}

/** The question that is open, for the dialog. */
export const leavingStore = {
  subscribe(listener: () => void): () => void {
    listeners.add(listener)
    return () => listeners.delete(listener)
  },
  read: (): Leaving | undefined => leaving,
}

export function answerLeaving(leave: boolean): void {
  const go = leaving?.go
  ask(undefined)
  if (!leave) return
  agreed = true
  go?.()
}

const staysHere = (href: string): boolean => new URL(href, location.href).pathname === location.pathname

/** Goes elsewhere inside the console: at once, or once the person has agreed to lose what is not saved. */
export function leaveFor(href: string, go: () => void): void {
  const form = forms.at(-1)
  if (!form || agreed || staysHere(href)) go()
  else ask({ losing: form.losing, go })
}

/**
 * While `dirty`, leaving asks: by a link, a row, the palette or a menu of the console (leaveFor), by the browser's back and
 * forward buttons where it lets a page say no, and by closing the tab or loading anew.
 */
export function useUnsaved(dirty: boolean, losing: Losing = 'input'): void {
  useEffect(() => {
    if (!dirty) return
    const form = { losing }
    forms.push(form)
    const closing = (event: BeforeUnloadEvent) => event.preventDefault()
    const travelling = (event: NavigateEvent) => {
      const { destination } = event
      if (event.navigationType !== 'traverse' || !event.cancelable || agreed) return
      // Another document: the browser's own question comes.
      if (!destination.sameDocument || staysHere(destination.url)) return
      event.preventDefault()
      ask({ losing, go: () => void window.navigation.traverseTo(destination.key) })
    }
    // Browsers before 2026 do not have it: there the back button is not guarded.
    const history = 'navigation' in window ? window.navigation : undefined
    addEventListener('beforeunload', closing)
    history?.addEventListener('navigate', travelling)
    return () => {
      forms.splice(forms.indexOf(form), 1)
      agreed = false
      removeEventListener('beforeunload', closing)
      history?.removeEventListener('navigate', travelling)
    }
  }, [dirty, losing])
}
