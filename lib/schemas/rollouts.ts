/** Contracts of rollouts: a change that goes to many gateways in waves (docs/decisions/0040 to 0044). */
import { z } from 'zod'
import { MAX_LISTED } from '#lib/domain/fleet/target-limits.ts'
import {
  DEFAULT_COLLECT_HOURS,
  DEFAULT_FAILURE,
  DEFAULT_QUIET_MINUTES,
  DEFAULT_ROOM,
  DEFAULT_SHARES,
  DEFAULT_SUCCESS,
  HALT_CODES,
  MEMBER_CODES,
  MEMBER_STATES,
  ROLLOUT_ACTIONS,
  ROLLOUT_KINDS,
  ROLLOUT_STATES,
} from '#lib/domain/rollouts/rollout.ts'
import { isTimeZone } from '#lib/domain/rollouts/windows.ts'
import { DOUBT_CODES } from '#lib/domain/setup-doubts.ts'
import { id6, idInput } from './fields.ts'
import { crcInput } from './firmware.ts'
import { filterBody } from './fleet.ts'
import { euiParameter } from './gateways.ts'
import { siteInput, tagInput } from './tags.ts'

/** Of a body with such a list. */
export const MAX_ROLLOUT_BYTES = 8 * 1024 * 1024

const time = z.string().nullable().meta({ description: 'ISO 8601 in UTC' })
const percent = z.number().min(0).max(100)

/** Which gateways: as the list of gateways filters, by tags (any of them), or one by one. */
export const targetInput = z.discriminatedUnion('by', [
  filterBody.extend({ by: z.literal('filter') }),
  z.object({ by: z.literal('tags'), tags: z.array(tagInput).min(1, 'Name a tag.').max(32) }),
  z.object({
    by: z.literal('gateways'),
    gateways: z
      .array(euiParameter)
      .min(1, 'Name a gateway.')
      .max(MAX_LISTED)
      .meta({ type: 'array', items: { type: 'string' }, examples: [['b827:ebff:fea6:7a72']] }),
  }),
])

const credential = (description: string) => z.string().max(65_536).nullable().optional().meta({ description })

/** What every gateway of the rollout gets. */
export const changeInput = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('firmware'),
    fwcrc: crcInput.meta({ description: 'The image.', type: 'integer' }),
    allowUnsigned: z
      .boolean()
      .default(false)
      .meta({ description: 'Let gateways without keys run the image unsigned, as root.' }),
  }),
  z.object({
    kind: z.literal('credentials'),
    cupsUri: credential('As in `setup`: left out it stays as it is, null or empty it is not managed any more.'),
    cupsTrust: credential('Base64 of one CA certificate.'),
    cupsCrt: credential('Base64 of the client certificate.'),
    cupsKey: credential('Base64 of the private key, or of “Authorization: …”.'),
    lnsUri: credential('wss://host:port of the network server.'),
    lnsTrust: credential('Base64 of one CA certificate.'),
    lnsCrt: credential('Base64 of the client certificate.'),
    lnsKey: credential('Base64 of the private key, or of “Authorization: …”.'),
  }),
])

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Write the time as HH:MM, from 00:00 to 23:59.')
const pattern = z.string().trim().min(1).max(128).meta({ description: 'Exact, or a beginning that ends in *' })

export const windowsInput = z.object({
  zone: z
    .string()
    .max(64)
    .refine((zone) => isTimeZone(zone), 'This is no IANA time zone. Write it like Europe/Zurich.'),
  windows: z
    .array(
      z.object({
        days: z
          .array(z.number().int().min(1).max(7))
          .min(1, 'Name a weekday.')
          .transform((days) => [...new Set(days)].sort())
          .meta({
            description: '1 = Monday … 7 = Sunday: the local day on which the window begins.',
            type: 'array',
            items: { type: 'integer' },
          }),
        from: clock,
        to: clock.meta({ description: 'Earlier than or equal to `from`: on the next day.' }),
      }),
    )
    .min(1, 'Name a window, or leave “windows” out.')
    .max(14),
})

const failureInput = z.object({
  share: percent
    .default(DEFAULT_FAILURE.share)
    .meta({ description: 'Pauses when more than this percent of those that took the change failed …' }),
  atLeast: z
    .number()
    .int()
    .min(1)
    .max(100_000)
    .default(DEFAULT_FAILURE.atLeast)
    .meta({ description: '… and at least this many,' }),
  count: z
    .number()
    .int()
    .min(0)
    .nullable()
    .default(DEFAULT_FAILURE.count)
    .meta({ description: 'or more than this many in all.' }),
})

export const planInput = {
  waves: z
    .discriminatedUnion('by', [
      z.object({
        by: z.literal('share'),
        shares: z
          .array(z.number().gt(0).lt(100))
          .max(20)
          .meta({ description: 'Percent of all; what is left over is the last wave.' }),
      }),
      z.object({
        by: z.literal('tag'),
        tags: z
          .array(tagInput)
          .min(1)
          .max(20)
          .meta({ description: 'A wave each; what has none of them is the last wave.' }),
      }),
    ])
    .default({ by: 'share', shares: [...DEFAULT_SHARES] }),
  success: z
    .object({
      share: percent.default(DEFAULT_SUCCESS.share).meta({ description: 'Percent of a wave that must succeed.' }),
      soakMinutes: z.number().int().min(0).max(43_200).default(DEFAULT_SUCCESS.soakMinutes),
    })
    .default({ ...DEFAULT_SUCCESS }),
  failure: failureInput.default({ ...DEFAULT_FAILURE }),
  maxInFlight: z
    .number()
    .int()
    .min(1)
    .nullable()
    .optional()
    .meta({
      description: `Gateways under way at once: so many may fail beyond the threshold before the first failure is known. Left out: ${DEFAULT_ROOM.share} percent of the eligible ones, at least ${DEFAULT_ROOM.atLeast}; null: a whole wave.`,
    }),
  windows: windowsInput.nullable().default(null),
  proofMinutes: z
    .number()
    .int()
    .min(2)
    .max(14 * 1440)
    .optional()
    .meta({ description: 'From the offer to the proof. Left out: 30 minutes where the LNS changes, else 26 hours.' }),
  collectHours: z
    .number()
    .int()
    .min(1)
    .max(90 * 24)
    .default(DEFAULT_COLLECT_HOURS)
    .meta({ description: 'From the arming to the offer.' }),
  quietMinutes: z
    .number()
    .int()
    .min(0)
    .max(1380)
    .default(DEFAULT_QUIET_MINUTES)
    .meta({ description: 'How long a gateway must stay away after it took a new LNS; 0: not observed.' }),
  eligibility: z
    .object({
      models: z.array(pattern).max(50).default([]),
      packages: z.array(pattern).max(50).default([]),
      stations: z.array(pattern).max(50).default([]),
      neverSeen: z.enum(['skip', 'wait']).default('skip'),
    })
    .default({ models: [], packages: [], stations: [], neverSeen: 'skip' }),
}

export const rolloutPreviewBody = z.object({ ownerid: idInput, target: targetInput, change: changeInput, ...planInput })

const confirmInput = z
  .array(z.enum(DOUBT_CODES))
  .max(DOUBT_CODES.length)
  .default([])
  .meta({ description: 'Codes of the doubts in the preview that are meant: a start with others is refused with 409.' })

export const createRolloutBody = rolloutPreviewBody.extend({
  name: z.string().trim().min(1, 'Name the rollout.').max(80, 'Use at most 80 characters.'),
  start: z.boolean().default(false).meta({ description: 'False: kept as a draft.' }),
  confirm: confirmInput,
})

const reasonCount = z.object({
  state: z.enum(MEMBER_STATES),
  code: z.enum(MEMBER_CODES),
  reason: z.string().meta({ description: 'A sentence; of several, one of them.' }),
  count: z.number(),
})

export const rolloutPreviewAnswer = z.object({
  matching: z.number(),
  eligible: z.number(),
  held: z.number().meta({ description: 'Never seen: they wait for their first check-in.' }),
  ineligible: z.array(z.object({ code: z.enum(MEMBER_CODES), reason: z.string(), count: z.number() })),
  waves: z.array(z.object({ label: z.string(), size: z.number() })),
  conflicts: z
    .array(z.object({ id: z.string(), name: z.string(), count: z.number() }))
    .meta({ description: 'Rollouts of the same kind that are under way on some of them.' }),
  windows: z
    .object({
      openNow: z.boolean(),
      next: z.object({ from: z.string(), to: z.string() }),
      reachable: z.number().meta({ description: 'Gateways whose next daily check-in falls into a window.' }),
      outside: z
        .number()
        .meta({ description: 'Gateways that check in outside: they are reached when they restart, or not.' }),
    })
    .nullable(),
  refused: z
    .array(z.object({ gateway: id6, reason: z.string() }))
    .meta({ description: 'What `setup` would refuse, tried on the first gateways.' }),
  tried: z.number().meta({ description: 'On how many gateways it was tried.' }),
  warnings: z.array(z.string()).meta({ description: 'What `setup` would remark.' }),
  doubts: z
    .array(z.object({ code: z.enum(DOUBT_CODES), category: z.enum(['cups', 'tc']), detail: z.string() }))
    .meta({ description: 'What is seldom meant; to be named in `confirm` at the start.' }),
  maxInFlight: z.number().nullable().meta({
    description: 'Gateways under way at once: so many may fail beyond the threshold. Null: a whole wave.',
  }),
})

const counts = z.object(
  Object.fromEntries(MEMBER_STATES.map((state) => [state, z.number()])) as Record<
    (typeof MEMBER_STATES)[number],
    z.ZodNumber
  >,
)

const halt = z.object({ code: z.enum(HALT_CODES), reason: z.string(), at: z.string() }).nullable()

export const rolloutSummary = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(ROLLOUT_KINDS),
  state: z.enum(ROLLOUT_STATES),
  /** What the change is, in a few words. */
  subject: z.string(),
  counts,
  total: z.number(),
  wave: z.number().meta({ description: 'The current one, from 1; 0: not started.' }),
  waves: z.number(),
  halt,
  createdAt: z.string(),
  createdBy: z.string(),
  createdByName: z.string().nullable().meta({ description: 'Of that person or API token, where it is still known.' }),
  startedAt: time,
  finishedAt: time,
})

export const rolloutList = z.object({ rollouts: z.array(rolloutSummary), next: z.string().nullable() })

export const rolloutListQuery = z.object({
  owner: z.string(),
  state: z.enum(ROLLOUT_STATES).optional(),
  cursor: z.string().max(1024).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})

export const rolloutParams = z.object({ id: z.uuid() })
export const rolloutQuery = z.object({ owner: z.string() })

const changeView = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('firmware'),
    fwcrc: z.number(),
    version: z.string().nullable().meta({ description: 'Null once the image is deleted.' }),
    allowUnsigned: z.boolean(),
  }),
  z.object({
    kind: z.literal('credentials'),
    fields: z
      .array(z.object({ name: z.string(), value: z.string() }))
      .meta({ description: 'URIs as they are; of credentials what they are, never keys.' }),
  }),
])

export const rolloutAnswer = rolloutSummary.extend({
  change: changeView,
  target: z
    .record(z.string(), z.unknown())
    .meta({ description: 'As it was given; a list of gateways only by its length.' }),
  plan: z.object({
    waves: z.union([
      z.object({ by: z.literal('share'), shares: z.array(z.number()) }),
      z.object({ by: z.literal('tag'), tags: z.array(z.string()) }),
    ]),
    success: z.object({ share: z.number(), soakMinutes: z.number() }),
    failure: z.object({ share: z.number(), atLeast: z.number(), count: z.number().nullable() }),
    maxInFlight: z.number().nullable().meta({ description: 'Null: a whole wave, or not known before the start.' }),
    roomByDefault: z.boolean().meta({ description: 'Nobody named maxInFlight: it is set at the start.' }),
    windows: z
      .object({
        zone: z.string(),
        windows: z.array(z.object({ days: z.array(z.number()), from: z.string(), to: z.string() })),
      })
      .nullable(),
    proofMinutes: z.number(),
    collectHours: z.number(),
    quietMinutes: z.number(),
    eligibility: z.object({
      models: z.array(z.string()),
      packages: z.array(z.string()),
      stations: z.array(z.string()),
      neverSeen: z.enum(['skip', 'wait']),
    }),
  }),
  progressByWave: z.array(
    z.object({
      number: z.number().meta({ description: 'From 1.' }),
      label: z.string(),
      size: z.number(),
      state: z.enum(['waiting', 'running', 'soaking', 'done', 'accepted']).meta({
        description: '`accepted`: went on by hand although it had not succeeded.',
      }),
      counts,
      startedAt: time,
      completedAt: time,
    }),
  ),
  reasons: z.array(reasonCount).meta({ description: 'Failed and skipped ones, by reason.' }),
  progress: z
    .array(z.object({ at: z.string(), started: z.number(), succeeded: z.number(), failed: z.number() }))
    .meta({ description: 'Running totals over time, for a chart.' }),
  next: z
    .object({ sentence: z.string(), at: time })
    .meta({ description: 'What happens next, and when it is looked again.' }),
  windowOpen: z.boolean().nullable().meta({ description: 'Null: no windows.' }),
  actions: z.array(z.enum([...ROLLOUT_ACTIONS, 'delete'])).meta({ description: 'What may be done now.' }),
})

export const rolloutActionBody = z.object({
  ownerid: idInput,
  action: z.enum(ROLLOUT_ACTIONS),
  scope: z
    .enum(['all', 'failed'])
    .default('all')
    .meta({ description: 'Of `return`: every gateway that was touched, or the failed ones.' }),
  failure: failureInput.optional().meta({ description: 'Of `resume`: another threshold from now on.' }),
  confirm: confirmInput.meta({
    description:
      'Of `start`: codes of the doubts that are meant. With others open it is refused with 409, which names them.',
  }),
})

export const rolloutActionAnswer = z.object({
  rollout: rolloutAnswer,
  /** Of `retry` and `return`. */
  affected: z.number().meta({ description: 'Gateways that the call changed.' }),
  left: z
    .array(z.object({ gateway: id6, reason: z.string() }))
    .meta({ description: 'Of `return`: left alone, because something else changed them since; at most 1,000.' }),
})

export const rolloutGatewaysQuery = z.object({
  owner: z.string(),
  state: z.enum(MEMBER_STATES).optional(),
  code: z.enum(MEMBER_CODES).optional(),
  wave: z.coerce.number().int().min(1).max(100).optional(),
  cursor: z.string().max(1024).optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(50),
})

export const rolloutGateways = z.object({
  gateways: z.array(
    z.object({
      gateway: id6,
      eui: z.string(),
      name: z.string(),
      wave: z.number().nullable().meta({ description: 'From 1; null: left out.' }),
      state: z.enum(MEMBER_STATES),
      code: z.enum(MEMBER_CODES).nullable(),
      reason: z.string(),
      attempts: z.number(),
      armedAt: time,
      offeredAt: time,
      settledAt: time,
      lastSeen: time,
    }),
  ),
  next: z.string().nullable(),
})

/** A call that adds and removes tags, and sets the site, of many gateways. */
export const changeTagsBody = z.object({
  ownerid: idInput,
  target: targetInput,
  add: z.array(tagInput).max(32).default([]),
  remove: z.array(tagInput).max(32).default([]),
  site: siteInput.optional(),
  undo: z.boolean().default(false).meta({ description: 'Answer what the changed gateways had before.' }),
})
export const changeTagsAnswer = z.object({
  matching: z.number(),
  changed: z.number(),
  full: z.number().meta({ description: 'Gateways that would have more than 32 tags: left as they were.' }),
  left: z
    .array(z.object({ gateway: id6, error: z.string() }))
    .meta({ description: 'Gateways that stayed as they were, with the reason; at most 10,000 are named.' }),
  before: z
    .array(z.object({ gateway: id6, tags: z.array(z.string()), site: z.string() }))
    .nullable()
    .optional()
    .meta({
      description:
        'With `undo`; null where more than 10,000 changed. POST it to /api/v1/gateways/labels to take the change back.',
    }),
})

export const tagsAnswer = z.object({
  tags: z.array(z.object({ tag: z.string(), count: z.number() })),
  sites: z.array(z.object({ site: z.string(), count: z.number() })),
})

export const listTargetsBody = z.object({
  ownerid: idInput,
  target: targetInput,
  after: euiParameter.optional().meta({ description: 'The last gateway of the answer before.', type: 'string' }),
})
export const listTargetsAnswer = z.object({
  gateways: z.array(
    z.object({
      gateway: id6,
      name: z.string(),
      revision: z.number(),
      lnsUri: z.string().nullable(),
      cupsUri: z.string().nullable(),
    }),
  ),
  more: z.boolean(),
})
