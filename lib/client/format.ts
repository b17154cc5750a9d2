/** Numbers as the console prints them. */
import { activeLocale } from './locale.ts'
import { say } from './say.ts'

// The separator is ours, whatever the language.
const grouped = new Intl.NumberFormat('en', { useGrouping: true })

/** Thousands with a thin space: 12 480. */
export const formatCount = (value: number): string => grouped.format(value).replaceAll(',', '\u2009')

/** Bytes on the wire, exact: `1 204 bytes`. */
export const formatBytes = (value: number): string =>
  `${formatCount(value)} ${value === 1 ? say('byte') : say('bytes')}`

const SIZES = ['bytes', 'kB', 'MB', 'GB'] as const

const tenths = new Intl.NumberFormat(activeLocale(), { minimumFractionDigits: 1, maximumFractionDigits: 1 })

/** Bytes at a glance, in powers of 1000 as file managers count: `1.4 MB`, in German `1,4 MB`. */
export function formatSize(value: number): string {
  if (value < 1000) return formatBytes(value)
  let size = value
  let unit = 0
  // What would be printed as 1000 is one of the next unit.
  while (unit < SIZES.length - 1 && size >= 999.5) {
    size /= 1000
    unit += 1
  }
  return `${size < 9.95 ? tenths.format(size) : Math.round(size)} ${SIZES[unit]}`
}

/** `AB:CD:…` from a digest in hex with or without colons. */
export const formatFingerprint = (hex: string): string =>
  (hex.replaceAll(':', '').toUpperCase().match(/../g) ?? []).join(':')
