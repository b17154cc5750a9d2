/** The form of an event target as data: what is typed, and what is sent of it. */
import { ALERTS, type EventKind } from '#lib/domain/events/event-kinds.ts'
import type { EventTarget, EventTargetInput } from './contracts.ts'

export interface EventTargetDraft {
  readonly name: string
  readonly channel: 'webhook' | 'email'
  readonly url: string
  /** One per line. */
  readonly recipients: string
  readonly kinds: readonly EventKind[]
  /** With commas between them. */
  readonly tags: string
  /** One per line. */
  readonly sites: string
}

const EMPTY: EventTargetDraft = {
  name: '',
  channel: 'webhook',
  url: '',
  recipients: '',
  kinds: ALERTS,
  tags: '',
  sites: '',
}

const draftOf = ({ name, channel, url, recipients, kinds, tags, sites }: EventTarget): EventTargetDraft => ({
  name,
  channel,
  url: url ?? '',
  recipients: recipients.join('\n'),
  kinds,
  tags: tags.join(', '),
  sites: sites.join('\n'),
})

export const recipientsOf = (text: string): string[] =>
  text
    .split(/[\s,;]+/)
    .map((part) => part.trim())
    .filter(Boolean)
const linesOf = (text: string): string[] =>
  text
    .split(/[,\n]/)
    .map((part) => part.trim())
    .filter(Boolean)

export const inputOf = ({
  name,
  channel,
  url,
  recipients,
  kinds,
  tags,
  sites,
}: EventTargetDraft): EventTargetInput => ({
  name: name.trim(),
  channel,
  ...(channel === 'webhook' ? { url } : { recipients: recipientsOf(recipients) }),
  kinds,
  tags: linesOf(tags),
  sites: linesOf(sites),
})

/** The parts of the form that one person changes without touching another's. */
const FIELDS = ['name', 'url', 'recipients', 'kinds', 'tags', 'sites'] as const
export type EventTargetField = (typeof FIELDS)[number]

/** How two people's drafts of one target are brought together. */
export const EVENT_TARGET_DRAFTS = {
  fields: FIELDS,
  same: (field: EventTargetField, a: EventTargetDraft, b: EventTargetDraft): boolean =>
    JSON.stringify(inputOf(a)[field]) === JSON.stringify(inputOf(b)[field]),
  take: (field: EventTargetField, draft: EventTargetDraft, from: EventTargetDraft): EventTargetDraft => ({
    ...draft,
    [field]: from[field],
  }),
  empty: EMPTY,
  draftOf,
}
