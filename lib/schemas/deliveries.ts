/** Contracts of reports that come in, and of the log of what went out. */
import { z } from 'zod'
import { DELIVERY_STATES, DELIVERY_STATUSES } from '#lib/domain/deliveries/delivery-status.ts'
import { idInput, time } from './fields.ts'
import { instant } from './instant.ts'

export const reportParams = z.object({ id: z.uuid() })

export const reportQuery = z.object({
  event: z
    .string()
    .max(32)
    .optional()
    .meta({ description: 'Of ChirpStack: up, join, ack, txack, log, status, location.' }),
})

export const reportBody = z.record(z.string(), z.unknown()).meta({
  description:
    'What the source of the connection sends: a ThingPark report, a webhook message of The Things Stack, or an event of ChirpStack.',
})

export const reportAnswer = z.object({
  id: z
    .string()
    .nullable()
    .meta({ description: 'Of the delivery. Null: the message becomes no report, and was passed over.' }),
  report: z.string().nullable().meta({ description: 'Such as DevEUI_uplink.' }),
})

const deliveryId = z.string().regex(/^\d{1,18}$/, 'An id of a delivery is a number.')

export const deliveryParams = z.object({ id: z.uuid(), delivery: deliveryId })

const device = z
  .string()
  .transform((text) => text.replace(/[-:\s]/g, '').toLowerCase())
  .pipe(z.string().regex(/^[0-9a-f]{16}$/, 'A DevEUI has 16 hex digits.'))

const range = {
  device: device.optional().meta({ description: 'A DevEUI.' }),
  from: instant.optional().meta({ description: 'Accepted at this time or later.' }),
  to: instant.optional().meta({ description: 'Accepted before this time.' }),
}

export const deliveryListQuery = z.object({
  owner: z.string(),
  state: z.enum(DELIVERY_STATES).optional(),
  status: z.enum(DELIVERY_STATUSES).optional(),
  ...range,
  cursor: z.string().max(256).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})

const status = z
  .enum(DELIVERY_STATUSES)
  .nullable()
  .meta({ description: 'Of the last attempt, or why it was not sent. Null: delivered, or not tried yet.' })

export const deliveryRow = z.object({
  id: z.string(),
  device: z.string().meta({ description: 'The DevEUI, 16 hex digits.' }),
  kind: z.string(),
  state: z.enum(DELIVERY_STATES),
  status,
  httpStatus: z.number().nullable(),
  attempts: z.number(),
  replays: z.number(),
  acceptedAt: time,
  nextAt: time.nullable().meta({ description: 'Of the next attempt, while it waits.' }),
  finishedAt: time.nullable(),
  durationMs: z.number().nullable().meta({ description: 'Of the last attempt.' }),
})

const destinationState = z.object({
  health: z.string(),
  waiting: z.number().meta({ description: 'Counted up to 100,000.' }),
  delivered: z.number(),
  lost: z.number(),
  dead: z.number(),
  lastDeliveryAt: time.nullable(),
  lastStatus: z.string().nullable(),
  lastHttpStatus: z.number().nullable(),
  pausedUntil: time.nullable().meta({ description: 'Nothing is sent until then, because of what failed before.' }),
  cause: status,
})

export const deliveryPage = z.object({
  deliveries: z.array(deliveryRow),
  next: z.string().nullable().meta({ description: 'Cursor of the next page.' }),
  destination: destinationState,
})

export const deliveryDetail = deliveryRow.extend({
  document: z.unknown().meta({ description: 'The report as it is sent in typed JSON.' }),
  log: z.array(
    z.object({
      at: time,
      status: z.string().meta({ description: 'Delivered, or a status of ThingPark.' }),
      httpStatus: z.number().nullable(),
      code: z.string().nullable().meta({ description: 'Such as ECONNREFUSED.' }),
      durationMs: z.number(),
    }),
  ),
})

export const replayBody = z.object({
  ownerid: idInput,
  ids: z
    .array(deliveryId)
    .min(1)
    .max(1000)
    .optional()
    .meta({ description: 'These; without it, all that the rest names.' }),
  states: z
    .array(z.enum(['delivered', 'dead', 'lost']))
    .min(1)
    .default(['dead', 'lost']),
  status: z.enum(DELIVERY_STATUSES).optional(),
  ...range,
})

export const replayAnswer = z.object({
  replayed: z.number(),
  more: z.boolean().meta({ description: 'There are more: repeat the request.' }),
})

export const testBody = z.object({ ownerid: idInput })

export const testAnswer = z.object({
  status: z.enum(['Delivered', ...DELIVERY_STATUSES]),
  statusClass: z.string().nullable().meta({ description: 'Such as 2xx; null without an answer.' }),
  durationMs: z.number(),
})
