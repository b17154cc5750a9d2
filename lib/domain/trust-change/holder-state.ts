/** How a set stands on its gateway, as far as its certificates matter. */

/**
 * `proven`: wanted and authenticated with, or reported by its CRC (rules.md 7). `offered`: in an answer, no proof yet. `waiting`: goes
 * out at the next check-in. `rejected`: the gateway holds it and had to use another one. `earlier`: not wanted any more, and the gateway
 * may still use it. `backup`: only in Station's cups-bak.
 */
export const HOLDER_STATES = ['proven', 'offered', 'waiting', 'rejected', 'earlier', 'backup'] as const
export type HolderState = (typeof HOLDER_STATES)[number]
