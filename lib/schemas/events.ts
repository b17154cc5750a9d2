/** Contracts of gateway events and of those who are told of them. */
import { z } from 'zod'
import { DELIVERY_STATES, DELIVERY_STATUSES } from '#lib/domain/deliveries/delivery-status.ts'
import { ALERTS, EVENT_KINDS } from '#lib/domain/events/event-kinds.ts'
import { id6, idInput, ownerQuery, time } from './fields.ts'
import { siteInput, tagInput } from './tags.ts'

export const MAX_RECIPIENTS = 20
const MAX_FILTER = 100

export const eventKind = z.enum(EVENT_KINDS)

const name = z
  .string()
  .trim()
  .min(1, 'The target needs a name.')
  .max(80, 'Use at most 80 characters.')
  .meta({ examples: ['Night shift'] })
const kinds = z
  .array(eventKind)
  .min(1, 'Choose at least one kind of event.')
  .transform((list) => EVENT_KINDS.filter((kind) => list.includes(kind)))
  .meta({ type: 'array', items: { type: 'string', enum: [...EVENT_KINDS] } })
const tags = z
  .array(tagInput)
  .max(MAX_FILTER)
  .transform((list) => [...new Set(list)].sort())
  .meta({ description: 'Only gateways with any of these; empty: all.', type: 'array', items: { type: 'string' } })
const sites = z
  .array(siteInput)
  .max(MAX_FILTER)
  .transform((list) => [...new Set(list)].sort())
  .meta({ description: 'Only gateways at these; empty: all.', type: 'array', items: { type: 'string' } })
const url = z
  .string()
  .max(2000)
  .meta({ description: 'Of a webhook.', examples: ['https://hooks.example.com/gatehouse'] })
const recipients = z
  .array(z.email('This is no e-mail address.').max(254))
  .min(1, 'Give at least one address.')
  .max(MAX_RECIPIENTS, `Give at most ${MAX_RECIPIENTS} addresses.`)
  .transform((list) => [...new Set(list)])
  .meta({ description: 'Of e-mail.', type: 'array', items: { type: 'string' } })

export const createEventTargetBody = z.object({
  ownerid: idInput,
  name,
  channel: z.enum(['webhook', 'email']),
  url: url.optional(),
  recipients: recipients.optional(),
  kinds: kinds.default([...ALERTS]),
  tags: tags.default([]),
  sites: sites.default([]),
})

export const changeEventTargetBody = z.object({
  ownerid: idInput,
  /** Of what the caller saw. */
  revision: z.int().optional(),
  name: name.optional(),
  url: url.optional(),
  recipients: recipients.optional(),
  kinds: kinds.optional(),
  tags: tags.optional(),
  sites: sites.optional(),
  active: z.boolean().optional(),
})

export const eventTargetParams = z.object({ id: z.uuid() })

export const eventTargetView = z.object({
  id: z.uuid(),
  name: z.string(),
  channel: z.enum(['webhook', 'email']),
  url: z.string().nullable(),
  recipients: z.array(z.string()),
  kinds: z.array(eventKind),
  tags: z.array(z.string()),
  sites: z.array(z.string()),
  active: z.boolean(),
  deactivatedReason: z.enum(['user', 'gone']).nullable(),
  previousSecretUntil: time.nullable().meta({ description: 'Until then the former secret signs too.' }),
  health: z.enum(['active', 'initialising', 'connection-error', 'deactivated']),
  waiting: z.number(),
  delivered: z.number(),
  dead: z.number(),
  lastDeliveryAt: time.nullable(),
  lastStatus: z.string().nullable(),
  pausedUntil: time.nullable().meta({ description: 'Nothing is sent until then: it failed too often.' }),
  revision: z.number(),
  createdAt: time,
})

export const eventTargetsAnswer = z.object({
  targets: z.array(eventTargetView),
  mailReady: z.boolean().meta({ description: 'False: the operator has set no SMTP server, so e-mail is not sent.' }),
})

export const createdEventTarget = eventTargetView.extend({
  secret: z.string().nullable().meta({ description: 'whsec_… of a webhook: shown this once.' }),
})

export const rotateEventSecretBody = z.object({
  ownerid: idInput,
  graceHours: z
    .int()
    .min(0)
    .max(24 * 7)
    .default(24)
    .meta({ description: 'For how long the former secret signs too.' }),
})

export const testEventTargetBody = z.object({ ownerid: idInput })
export const testEventTargetAnswer = z.object({
  status: z.enum(['Delivered', ...DELIVERY_STATUSES]),
  statusClass: z.string().nullable().meta({ description: 'Such as 2xx; null without an HTTP answer.' }),
  durationMs: z.number(),
})

const deliveryId = z.string().regex(/^\d{1,18}$/, 'An id of a delivery is a number.')

export const eventDeliveriesQuery = ownerQuery.extend({
  state: z.enum(DELIVERY_STATES).optional(),
  before: deliveryId.optional().meta({ description: 'The last id of the page before.' }),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})

export const eventDeliveriesAnswer = z.object({
  deliveries: z.array(
    z.object({
      id: z.string(),
      kind: z.string(),
      state: z.enum(DELIVERY_STATES),
      status: z.enum(DELIVERY_STATUSES).nullable(),
      httpStatus: z.number().nullable(),
      attempts: z.number(),
      acceptedAt: time,
      nextAt: time.nullable(),
      finishedAt: time.nullable(),
      durationMs: z.number().nullable(),
    }),
  ),
  next: z.string().nullable(),
})

export const replayEventsBody = z.object({
  ownerid: idInput,
  ids: z.array(deliveryId).min(1).max(1000).optional().meta({ description: 'Without it: all that were given up.' }),
})
export const replayEventsAnswer = z.object({ replayed: z.number() })

export const eventsQuery = ownerQuery.extend({
  kind: eventKind.optional(),
  gateway: z.string().max(64).optional(),
  before: z
    .string()
    .regex(/^\d{1,18}$/)
    .optional()
    .meta({ description: '`next` of the page before.' }),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})

export const eventsAnswer = z.object({
  events: z.array(
    z.object({
      id: z.string(),
      kind: eventKind,
      at: time,
      summary: z.string(),
      gateway: id6.nullable(),
      name: z.string(),
      site: z.string(),
      count: z.number().meta({ description: 'Of gateways.' }),
      detail: z.record(z.string(), z.unknown()),
    }),
  ),
  next: z.string().nullable(),
})
