/** Contracts of what the page of one gateway shows: its history, its check-ins, what it receives next, versions, diagnosis. */
import { z } from 'zod'
import { TIMELINE_KINDS } from '#lib/domain/gateway-page/timeline-kinds.ts'
import { id6, idInput, time } from './fields.ts'
import { certificateFacts, checkIn, euiParameter } from './gateways.ts'

export const timelineQuery = z.object({
  owner: z.string(),
  kind: z
    .string()
    .max(256)
    .optional()
    .meta({ description: `One or several of ${TIMELINE_KINDS.join(', ')}, with commas. Left out: all.` })
    .transform((text, ctx) => {
      const asked = (text ?? '').split(',').filter((word) => word !== '')
      const wrong = asked.find((word) => !(TIMELINE_KINDS as readonly string[]).includes(word))
      if (wrong === undefined) return TIMELINE_KINDS.filter((kind) => asked.length === 0 || asked.includes(kind))
      ctx.addIssue({
        code: 'custom',
        message: `There is no kind “${wrong.slice(0, 32)}”. Use ${TIMELINE_KINDS.join(', ')}.`,
      })
      return z.NEVER
    }),
  cursor: z.string().max(1024).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})

export const timelineAnswer = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      kind: z.enum(TIMELINE_KINDS),
      at: time,
      since: time.nullable().meta({ description: 'Where the entry stands for a span: when it began.' }),
      title: z.string(),
      detail: z.string(),
      actor: z.string().nullable(),
      actorName: z.string().nullable(),
      times: z.number().nullable().meta({ description: 'Check-ins that the entry stands for.' }),
      link: z.object({ to: z.enum(['check-in', 'version', 'rollout', 'firmware']), id: z.string() }).nullable(),
    }),
  ),
  next: z.string().nullable().meta({ description: 'Cursor of the next page.' }),
})

const segments = z
  .array(
    z.object({
      name: z.string(),
      offset: z.number(),
      length: z.number(),
      hex: z.string().nullable().meta({ description: 'Null: masked.' }),
      secret: z.boolean(),
      note: z.string(),
    }),
  )
  .meta({ description: 'Every byte of the answer, in order. Secrets are masked: they are not kept.' })

export const checkInParams = z.object({ eui: euiParameter, id: z.uuid() })

export const checkInDetail = checkIn.extend({
  gateway: id6,
  request: z.object({
    json: z.string().meta({ description: 'The request as Station writes it.' }),
    fields: z.array(z.object({ name: z.string(), value: z.string(), note: z.string() })),
  }),
  segments,
})

export const nextAnswers = z.object({
  gateway: id6,
  answers: z
    .array(z.object({ dueBy: time.nullable(), reasons: z.array(z.string()), bytes: z.number(), segments }))
    .meta({ description: 'In order, until one changes nothing. `dueBy` null: at the first check-in ever.' }),
  waits: z
    .array(z.object({ what: z.string(), sentence: z.string() }))
    .meta({ description: 'What does not go out yet.' }),
})

const crc = z.number().nullable()
const category = z.enum(['cups', 'tc'])

export const credentialVersion = z.object({
  category,
  version: z.number(),
  uri: z.string(),
  lnsUri: z.string().nullable(),
  muxsTemplate: z.string().nullable(),
  trust: certificateFacts.nullable(),
  crt: certificateFacts.nullable(),
  keyKind: z.enum(['none', 'token', 'private-key']),
  crcs: z.object({ trust: crc, crt: crc, key: crc }),
  crc: crc.meta({ description: 'CRC-32 of the whole, as Station reports it.' }),
  createdAt: time,
  createdBy: z.string(),
  createdByName: z.string().nullable(),
  offeredAt: time.nullable(),
  provenAt: time.nullable(),
  failedAt: time.nullable(),
  retiredAt: time.nullable(),
  desired: z.boolean(),
  backup: z.boolean().meta({ description: 'Station keeps it as its backup.' }),
  wiped: z.boolean(),
  return: z.object({
    refused: z.string().nullable().meta({ description: 'Why one cannot go back to it.' }),
    concerns: z.array(z.string()).meta({ description: 'With any of them, `confirm` is needed.' }),
  }),
})

export const versionList = z.object({ gateway: id6, revision: z.number(), versions: z.array(credentialVersion) })

export const returnBody = z.object({
  ownerid: idInput,
  category,
  version: z
    .number()
    .int()
    .positive()
    .nullable()
    .meta({ description: 'Null: the category is not managed any more, as before its first version.' }),
  revision: z
    .number()
    .int()
    .meta({ description: 'Of the gateway, as it was shown: refused when somebody saved since.' }),
  confirm: z
    .string()
    .max(64)
    .optional()
    .meta({ description: 'The identifier of the gateway, where the version has concerns.' }),
})

export const returnAnswer = z.object({
  version: z.number().nullable().meta({ description: 'The version that holds the values now.' }),
  before: z.number().nullable().meta({ description: 'What was desired before: return to it to undo.' }),
  warning: z.string().nullable(),
})

export const diagnosisAnswer = z.object({
  gateway: id6,
  at: time,
  credential: z
    .object({ place: z.enum(['REG', 'BAK', 'BOOT']), sentence: z.string() })
    .nullable()
    .meta({ description: 'What it came with last.' }),
  findings: z.array(
    z.object({
      code: z.string(),
      severity: z.enum(['problem', 'warning', 'note']),
      title: z.string(),
      evidence: z.array(z.string()),
      remedy: z.string(),
    }),
  ),
})
