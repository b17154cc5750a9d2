/**
 * The keys of a single character, for every page: `/` into the search, j and k from row to row, x to choose, c to create, g and a
 * letter to go, ? for help. What they find stands in the page itself, so that no page has keys of its own.
 */
import { characterKeysOn } from '#lib/client/key-setting.ts'
import { ROW_STOP } from './key-marks.ts'

export interface PageKeys {
  readonly onHelp: () => void
  /** Where g and this letter go; undefined: nowhere. */
  readonly placeOf: (letter: string) => (() => void) | undefined
}

const OVERLAYS = '[role="dialog"],[role="alertdialog"],[role="menu"],[role="listbox"]'

/** Whether keys mean text, or something that lies over the page. */
function isTaken(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.isComposing || event.metaKey || event.ctrlKey || event.altKey) return true
  const { target } = event
  if (!(target instanceof HTMLElement)) return false
  const typing =
    /^(TEXTAREA|SELECT)$/.test(target.tagName) ||
    (target instanceof HTMLInputElement && target.type !== 'checkbox') ||
    target.isContentEditable
  return typing || [...document.querySelectorAll(OVERLAYS)].some((one) => !one.closest('[data-toasts]'))
}

const isShown = (element: Element): boolean => element.getClientRects().length > 0

const firstOf = (within: ParentNode, selector: string): HTMLElement | undefined =>
  [...within.querySelectorAll<HTMLElement>(selector)].find(isShown)

/** What of a row takes the focus: what opens it, else its first control. */
const stopOf = (row: Element): HTMLElement | undefined =>
  firstOf(row, `[${ROW_STOP}]`) ??
  firstOf(row, 'a[href]') ??
  firstOf(row, 'button:not([data-tip])') ??
  firstOf(row, 'button')

/** The rows of all tables of the page, each with what takes the focus. */
const rowsOf = (): { row: Element; stop: HTMLElement }[] =>
  [...document.querySelectorAll('main tbody tr:not([aria-hidden])')].flatMap((row) => {
    const stop = stopOf(row)
    return stop ? [{ row, stop }] : []
  })

const stepOf = (key: string, inRow: boolean): number => {
  if (key === 'j' || (key === 'ArrowDown' && inRow)) return 1
  return key === 'k' || (key === 'ArrowUp' && inRow) ? -1 : 0
}

/** Whether the key was one for the rows. */
function moveInRows({ key }: KeyboardEvent): boolean {
  if (!['j', 'k', 'x', 'ArrowDown', 'ArrowUp'].includes(key)) return false
  const rows = rowsOf()
  const here = rows.findIndex(({ row }) => row.contains(document.activeElement))
  const step = stepOf(key, here >= 0)
  if (step !== 0) {
    const to = here < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.max(0, Math.min(rows.length - 1, here + step))
    rows[to]?.stop.focus()
    rows[to]?.stop.scrollIntoView({ block: 'nearest' })
    return rows.length > 0
  }
  const box = key === 'x' ? rows[here]?.row.querySelector<HTMLElement>('input[type="checkbox"]') : null
  box?.click()
  return Boolean(box)
}

/** How long g waits for its letter. */
const WAIT = 1_500

/** What a key does; it is given each key of the page. */
export function makePageKeys({ onHelp, placeOf }: PageKeys): (event: KeyboardEvent) => void {
  let going: ReturnType<typeof setTimeout> | undefined
  const endGoing = () => {
    clearTimeout(going)
    going = undefined
  }
  const act = (event: KeyboardEvent): boolean => {
    const { key } = event
    if (going !== undefined) {
      endGoing()
      const go = placeOf(key)
      if (go) {
        go()
        return true
      }
    }
    if (key === 'g' && !event.repeat) {
      going = setTimeout(endGoing, WAIT)
      return true
    }
    if (key === '?') {
      onHelp()
      return true
    }
    const press = key === '/' || key === 'c' ? firstOf(document, `main [aria-keyshortcuts="${key}"]`) : undefined
    if (press) {
      // Focus alone for a field; a control that opens something has the focus to give back.
      press.focus()
      if (key === 'c') press.click()
      return true
    }
    return moveInRows(event)
  }
  return (event) => {
    if (/^(Shift|Control|Alt|Meta)$/.test(event.key)) return
    if (isTaken(event) || !characterKeysOn()) endGoing()
    else if (act(event)) event.preventDefault()
  }
}
