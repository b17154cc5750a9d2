/** What an entry of a gateway's history is about. */
export const TIMELINE_KINDS = [
  'claim',
  'setup',
  'return',
  'offer',
  'confirmed',
  'fell-back',
  'check-in',
  'firmware',
  'rollout',
  'certificate',
  'transfer',
  'bootstrap',
  'silence',
  'label',
] as const
export type TimelineKind = (typeof TIMELINE_KINDS)[number]
