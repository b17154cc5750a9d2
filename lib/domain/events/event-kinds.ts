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

type Headline = (of: string) => string

/** With the name of the one gateway, or with how many; what concerns no single gateway has one line, with its name. */
const HEADLINES: Readonly<Record<EventKind, readonly [one: Headline, many: Headline]>> = {
  'gateway.claimed': [
    (name) => `Gateway ${name} joined your organisation`,
    (count) => `${count} gateways joined your organisation`,
  ],
  'gateway.set_up': [(name) => `Gateway ${name} was set up`, (count) => `${count} gateways were set up`],
  'gateway.applied': [
    (name) => `Gateway ${name} applied what you set`,
    (count) => `${count} gateways applied what you set`,
  ],
  'gateway.fell_back': [
    (name) => `Gateway ${name} fell back to an older credential`,
    (count) => `${count} gateways fell back to an older credential`,
  ],
  'gateway.silent': [(name) => `Gateway ${name} is silent`, (count) => `${count} gateways are silent`],
  'gateway.back': [(name) => `Gateway ${name} is back`, (count) => `${count} gateways are back`],
  'gateway.trust_expiring': [
    (name) => `Gateway ${name} has a certificate that ends soon`,
    (count) => `${count} gateways have certificates that end soon`,
  ],
  'gateway.bootstrap_used': [
    (name) => `Gateway ${name} fell back to its bootstrap token`,
    (count) => `${count} gateways fell back to their bootstrap tokens`,
  ],
  'gateway.bootstrap_ended': [
    (name) => `Gateway ${name} has used up its bootstrap token: re-arm it`,
    (count) => `${count} gateways have used up their bootstrap tokens: re-arm them`,
  ],
  'transfer.offered': [
    (name) => `Gateway ${name} is offered to your organisation`,
    (count) => `${count} gateways are offered to your organisation`,
  ],
  'transfer.accepted': [(name) => `Gateway ${name} changed hands`, (count) => `${count} gateways changed hands`],
  'transfer.ended': [
    (name) => `Gateway ${name} stays where it is: the offer ended`,
    (count) => `${count} gateways stay where they are: the offer ended`,
  ],
  'firmware.offered': [
    (name) => `Gateway ${name} is receiving firmware`,
    (count) => `${count} gateways are receiving firmware`,
  ],
  'firmware.confirmed': [
    (name) => `Gateway ${name} runs its new firmware`,
    (count) => `${count} gateways run their new firmware`,
  ],
  'firmware.failed': [
    (name) => `Gateway ${name} did not take its firmware`,
    (count) => `${count} gateways did not take their firmware`,
  ],
  'rollout.paused': [(name) => `Rollout paused: ${name}`, () => 'Rollout paused'],
  'rollout.halted': [(name) => `Rollout halted: ${name}`, () => 'Rollout halted'],
  'trust.proven': [
    (name) => `Every gateway has proven the new root: ${name}`,
    () => 'Every gateway has proven the new root',
  ],
}

/** One line for a subject or a notification; `name` is the gateway's where there is one, else the rollout's or the change's. */
export function headline(kind: EventKind, count: number, name: string, site: string): string {
  const [one, many] = HEADLINES[kind]
  if (kind.startsWith('rollout.') || kind.startsWith('trust.')) return name ? one(name) : many('')
  const said = count === 1 ? one(name) : many(String(count))
  return site ? `${said} (${site})` : said
}

export const isEventKind = (text: string): text is EventKind => (EVENT_KINDS as readonly string[]).includes(text)
