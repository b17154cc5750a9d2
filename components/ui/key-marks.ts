/** What the keys of a single character find in a page (page-keys.ts), apart from what they do: that is fetched with the first key. */

/** Put on what creates something in a list: c presses it. */
export const CREATE_KEY = { 'aria-keyshortcuts': 'c' } as const
/** Put on what opens a row that has no link, where it is not its first control. */
export const ROW_STOP = 'data-row-stop'
