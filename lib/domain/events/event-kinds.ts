/** What gateways, firmware and rollouts tell an owner of (docs/events.md). Names as Standard Webhooks writes them. */

export const EVENT_KINDS = [
  'gateway.claimed',
  'gateway.set_up',
  'gateway.applied',
  'gateway.fell_back',
  'gateway.silent',
  'gateway.back',
  'gateway.trust_expiring',
  'gateway.bootstrap_used',
  'gateway.bootstrap_ended',
  'transfer.offered',
  'transfer.accepted',
  'transfer.ended',
  'firmware.offered',
  'firmware.confirmed',
  'firmware.failed',
  'rollout.paused',
  'rollout.halted',
  'trust.proven',
] as const
export type EventKind = (typeof EVENT_KINDS)[number]

/** What a new target is told of unless its owner chooses: that somebody should look. */
export const ALERTS: readonly EventKind[] = [
  'gateway.fell_back',
  'gateway.silent',
  'gateway.back',
  'gateway.trust_expiring',
  'gateway.bootstrap_ended',
  'transfer.offered',
  'firmware.failed',
  'rollout.paused',
  'rollout.halted',
  'trust.proven',
]

/** After “3 gateways” or “Gateway roof-17”. */
const WORDS: Readonly<Record<EventKind, readonly [one: string, many: string]>> = {
  'gateway.claimed': ['joined your organisation', 'joined your organisation'],
  'gateway.set_up': ['was set up', 'were set up'],
  'gateway.applied': ['applied what you set', 'applied what you set'],
  'gateway.fell_back': ['fell back to an older credential', 'fell back to an older credential'],
  'gateway.silent': ['is silent', 'are silent'],
  'gateway.back': ['is back', 'are back'],
  'gateway.trust_expiring': ['has a certificate that ends soon', 'have certificates that end soon'],
  'gateway.bootstrap_used': ['fell back to its bootstrap token', 'fell back to their bootstrap tokens'],
  'gateway.bootstrap_ended': [
    'has used up its bootstrap token: re-arm it',
    'have used up their bootstrap tokens: re-arm them',
  ],
  'transfer.offered': ['is offered to your organisation', 'are offered to your organisation'],
  'transfer.accepted': ['changed hands', 'changed hands'],
  'transfer.ended': ['stays where it is: the offer ended', 'stay where they are: the offer ended'],
  'firmware.offered': ['is receiving firmware', 'are receiving firmware'],
  'firmware.confirmed': ['runs its new firmware', 'run their new firmware'],
  'firmware.failed': ['did not take its firmware', 'did not take their firmware'],
  'rollout.paused': ['Rollout paused', 'Rollout paused'],
  'rollout.halted': ['Rollout halted', 'Rollout halted'],
  'trust.proven': ['Every gateway has proven the new root', 'Every gateway has proven the new root'],
}

/** One line for a subject or a notification; `name` is the gateway's where there is one, else the rollout's or the change's. */
export function headline(kind: EventKind, count: number, name: string, site: string): string {
  const [one, many] = WORDS[kind]
  if (kind.startsWith('rollout.') || kind.startsWith('trust.')) return name ? `${one}: ${name}` : one
  const where = site ? ` at ${site}` : ''
  return count === 1 ? `Gateway ${name} ${one}${where}` : `${count} gateways ${many}${where}`
}

export const isEventKind = (text: string): text is EventKind => (EVENT_KINDS as readonly string[]).includes(text)
