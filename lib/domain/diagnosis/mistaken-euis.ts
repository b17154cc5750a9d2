/** Under which other identifiers a gateway calls when its EUI was written down or configured wrongly (cups.md §8, §9). */
import type { Eui } from '../identifiers.ts'

/**
 * A MAC without FFFE, in front or at the end; a MAC with FFFE where the label has none; what Station makes of a routerid whose
 * first 16 bits are zero; the bytes in reverse.
 */
export function mistakenEuis(eui: Eui): Eui[] {
  const mac = eui.slice(6, 10) === 'fffe' ? eui.slice(0, 6) + eui.slice(10) : undefined
  const low = eui.slice(4)
  const candidates = [
    ...(mac ? [`0000${mac}`, `${mac}0000`] : []),
    // By its default euiprefix Station takes the lower 48 bits for a MAC.
    ...(eui.startsWith('0000') ? [`${low.slice(0, 6)}fffe${low.slice(6)}`] : []),
    ...(eui.endsWith('0000') ? [`${eui.slice(0, 6)}fffe${eui.slice(6, 12)}`] : []),
    (eui.match(/../g) ?? []).reverse().join(''),
  ]
  return [...new Set(candidates)].filter((one) => one !== eui) as Eui[]
}
