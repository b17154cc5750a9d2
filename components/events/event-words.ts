/** The kinds of events as people choose them. */
import type { EventKind } from '#lib/domain/events/event-kinds.ts'

export const KIND_WORDS: Readonly<Record<EventKind, string>> = {
  'gateway.claimed': 'Claimed or added',
  'gateway.set_up': 'Set up',
  'gateway.applied': 'Applied what was set',
  'gateway.fell_back': 'Fell back',
  'gateway.silent': 'Silent',
  'gateway.back': 'Back',
  'gateway.trust_expiring': 'Certificate ends soon',
  'gateway.bootstrap_used': 'Bootstrap token used',
  'gateway.bootstrap_ended': 'Bootstrap token ended',
  'transfer.offered': 'Offered to you',
  'transfer.accepted': 'Changed hands',
  'transfer.ended': 'Offer ended',
  'firmware.offered': 'Firmware provided',
  'firmware.confirmed': 'Firmware confirmed',
  'firmware.failed': 'Firmware failed',
  'rollout.paused': 'Rollout paused',
  'rollout.halted': 'Rollout halted',
  'trust.proven': 'New root proven by all',
}

/** By what they tell of. */
export const KIND_GROUPS: readonly { readonly title: string; readonly prefix: string }[] = [
  { title: 'Gateways', prefix: 'gateway.' },
  { title: 'Transfers', prefix: 'transfer.' },
  { title: 'Firmware', prefix: 'firmware.' },
  { title: 'Rollouts', prefix: 'rollout.' },
  { title: 'Trust', prefix: 'trust.' },
]
