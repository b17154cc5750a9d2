/** A gateway's state in words, and when it is expected back (DESIGN §5, cups.md §6). */

export const GATEWAY_STATES = ['in-sync', 'pending', 'fell-back', 'diverged', 'silent', 'never-seen'] as const
export type GatewayState = (typeof GATEWAY_STATES)[number]

/** Station's timers: 24 h while the LNS link is up, one minute after an answer that changes the LNS side or without an LNS. */
export const OKSYNC_SECONDS = 24 * 3600
export const RESYNC_SECONDS = 60
/** For the way there and back. */
const GRACE_SECONDS = 60
/** Past the daily contact by an hour: the gateway is silent. */
export const SILENT_AFTER_SECONDS = OKSYNC_SECONDS + 3600

export interface ContactFacts {
  readonly lastSeen: Date
  /** Reported LNS URI; a Station without one calls every RESYNC. */
  readonly reportedTcUri: string | null
  /** URIs of the last answer. */
  readonly answeredCupsUri: string | null
  readonly answeredTcUri: string | null
}

/** When the next check-in is due at the latest. */
export function nextContactDue(facts: ContactFacts): Date {
  const soon = facts.answeredTcUri === null ? facts.reportedTcUri === null : facts.answeredCupsUri !== null
  const seconds = soon ? RESYNC_SECONDS + GRACE_SECONDS : OKSYNC_SECONDS
  return new Date(facts.lastSeen.getTime() + seconds * 1000)
}

export interface StateFacts {
  readonly kind: GatewayState
  /** Something is managed at all. */
  readonly managed: boolean
  /** An offer of the desired state went out and was not confirmed yet. */
  readonly offered: boolean
}

/** One sentence for the head of the gateway's page. */
export function stateSentence({ kind, managed, offered }: StateFacts): string {
  switch (kind) {
    case 'never-seen':
      return 'This gateway has never checked in. Install its CUPS files and switch it on.'
    case 'silent':
      return 'No check-in for more than a day. See that it has power and network.'
    case 'in-sync':
      return managed
        ? 'The gateway reports what you want.'
        : 'The gateway checks in. Nothing is set yet: set its LNS to bring it on the air.'
    case 'fell-back':
      return 'The gateway holds your newest CUPS set and had to use an older credential. It was sent back to the last set that worked: check the new one.'
    case 'diverged':
      return 'The gateway was offered what you want and still reports something else.'
    case 'pending':
      return offered
        ? 'Sent. The gateway proves at its next check-in that it applied it.'
        : 'Your change goes out at the next check-in.'
  }
}
