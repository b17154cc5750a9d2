/** Moments as people read them, in sentences of the server: with their zone, to the minute. */

/** `2026-05-01 02:00 UTC` */
export const formatUtc = (at: Date): string => `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`
