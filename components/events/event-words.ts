/** The kinds of events as people choose them. */
import { t } from '@lingui/core/macro'
import type { EventKind } from '#lib/domain/events/event-kinds.ts'

export const KIND_WORDS: Readonly<Record<EventKind, string>> = {
  'gateway.claimed': t`Claimed or added`,
  'gateway.set_up': t`Set up`,
  'gateway.applied': t`Applied what was set`,
  'gateway.fell_back': t`Fell back`,
  'gateway.silent': t`Silent`,
  'gateway.back': t`Back`,
  'gateway.trust_expiring': t`Certificate ends soon`,
  'gateway.bootstrap_used': t`Bootstrap token used`,
  'gateway.bootstrap_ended': t`Bootstrap token ended`,
  'transfer.offered': t`Offered to you`,
  'transfer.accepted': t`Changed hands`,
  'transfer.ended': t`Offer ended`,
  'firmware.offered': t`Firmware provided`,
  'firmware.confirmed': t`Firmware confirmed`,
  'firmware.failed': t`Firmware failed`,
  'rollout.paused': t`Rollout paused`,
  'rollout.halted': t`Rollout halted`,
  'trust.proven': t`New root proven by all`,
}

/** By what they tell of. */
export const KIND_GROUPS: readonly { readonly title: string; readonly prefix: string }[] = [
  { title: t`Gateways`, prefix: 'gateway.' },
  { title: t`Transfers`, prefix: 'transfer.' },
  { title: t`Firmware`, prefix: 'firmware.' },
  { title: t`Rollouts`, prefix: 'rollout.' },
  { title: t`Trust`, prefix: 'trust.' },
]
