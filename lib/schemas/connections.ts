/** Contracts of Basic HTTPS connections (tunnel.md §3), shared by routes, documentation and forms. */
import { z } from 'zod'
import {
  CONTENT_TYPES,
  DEACTIVATION_REASONS,
  DEFAULT_DEVIATION,
  DOWNLINK_KINDS,
  MAX_ADDITIONAL_INFORMATION,
  MAX_DEVIATION,
  MAX_NAME,
  MIN_DEVIATION,
  QUEUE_MODES,
  SOURCES,
} from '#lib/domain/connections/connection-fields.ts'
import { findHeaderProblems } from '#lib/domain/connections/custom-headers.ts'
import { readDestinationUrl } from '#lib/domain/connections/destination-url.ts'
import { DEFAULT_GRACE_HOURS, MAX_GRACE_HOURS, readTunnelKey } from '#lib/domain/connections/tunnel-key.ts'
import { HEALTHS } from '#lib/domain/deliveries/delivery-status.ts'
import type { Result } from '#lib/domain/result.ts'
import { findSecretMistake } from '#lib/domain/tunnel/signing-secret.ts'
import { idInput, time } from './fields.ts'

/** A text that a rule of the domain reads; the value stays as it was given, services read it again. */
const checked = (max: number, read: (text: string) => Result<unknown>) =>
  z
    .string()
    .max(max)
    .superRefine((text, ctx) => {
      const result = read(text)
      if (!result.ok) ctx.addIssue({ code: 'custom', message: result.error })
    })

const name = z
  .string()
  .trim()
  .min(1, 'Give the connection a name.')
  .max(MAX_NAME, `Use at most ${MAX_NAME} characters.`)
  .refine((text) => !/\p{Cc}/u.test(text), 'The name contains a line break or a control character. Remove it.')

const url = checked(8192, readDestinationUrl).meta({
  description: 'Where reports are sent. A login and password in it are split off, sent as HTTP Basic and never shown.',
  examples: ['https://as.example.com/uplinks'],
})

const key = checked(256, readTunnelKey).meta({
  description: '32 hex digits; dashes are accepted. Weak keys are refused.',
})

const graceHours = z
  .number()
  .int()
  .min(0)
  .max(MAX_GRACE_HOURS)
  .default(DEFAULT_GRACE_HOURS)
  .meta({ description: 'Hours in which the old one stays valid beside the new one.' })

/** In requests: a header without a value keeps the value that is stored under its name. */
const headerInputs = z
  .array(
    z.object({
      name: z.string().max(1024),
      value: z.string().max(4096).optional(),
      secret: z.boolean().optional().meta({ description: 'Never shown again. True unless told.' }),
    }),
  )
  .max(20)
  .superRefine((headers, ctx) => {
    for (const problem of findHeaderProblems(headers.map((one) => ({ name: one.name, value: one.value }))))
      ctx.addIssue({ code: 'custom', message: problem.detail, path: [problem.index, problem.field] })
  })

const id = (words: string) =>
  z.string().regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,63}$/, `This is not ${words}. It has letters, digits and dashes.`)

const downlinkToken = z
  .string()
  .nullable()
  .optional()
  .meta({ description: 'Left out: the stored one stays. Null: removed.' })

const downlink = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('none') }),
    z.object({
      kind: z.literal('things-stack'),
      url,
      applicationId: id('an application id of The Things Stack'),
      webhookId: id('a webhook id of The Things Stack'),
      token: downlinkToken,
    }),
    z.object({ kind: z.literal('chirpstack'), url, token: downlinkToken }),
    z.object({ kind: z.literal('https'), url, token: downlinkToken }),
  ])
  .superRefine((side, ctx) => {
    const token = 'token' in side ? side.token : undefined
    if (typeof token === 'string' && !/^[\x21-\x7e]{1,4096}$/.test(token))
      ctx.addIssue({
        code: 'custom',
        message: 'A token has 1 to 4096 printable characters without blanks.',
        path: ['token'],
      })
    const mistake = side.kind === 'https' && typeof token === 'string' ? findSecretMistake(token) : undefined
    if (mistake) ctx.addIssue({ code: 'custom', message: mistake, path: ['token'] })
    const read = 'url' in side ? readDestinationUrl(side.url) : undefined
    if (read?.ok && read.value.login)
      ctx.addIssue({
        code: 'custom',
        message: 'Leave login and password out of this URL. Use the token.',
        path: ['url'],
      })
  })
  .meta({ description: 'Where accepted downlinks go. `token` is sent as “Authorization: Bearer …” and never shown.' })

const fields = {
  name,
  url,
  contentType: z.enum(CONTENT_TYPES),
  headers: headerInputs,
  additionalInformation: z
    .string()
    .max(MAX_ADDITIONAL_INFORMATION, `Use at most ${MAX_ADDITIONAL_INFORMATION} characters.`),
  domains: z
    .array(z.uuid())
    .max(100)
    .meta({ description: 'Ids of full domains, at most one per group. None: cross-domain.' }),
  customerId: z
    .string()
    .regex(/^[0-9]{1,20}$/, 'The CustomerID has 1 to 20 digits.')
    .meta({ description: 'CustomerID of reports and tokens; the one of the owner unless told.' }),
  queueMode: z.enum(QUEUE_MODES).meta({ description: '`as-thingpark`: one attempt and no queue.' }),
  source: z.enum(SOURCES).meta({ description: 'What the network side sends to `/reports`.' }),
  maxDeviation: z
    .number()
    .int()
    .min(MIN_DEVIATION)
    .max(MAX_DEVIATION)
    .meta({ description: 'Seconds that the time of a downlink may be off.' }),
  downlink,
  active: z.boolean(),
}

const revision = z
  .number()
  .int()
  .nonnegative()
  .optional()
  .meta({ description: 'The revision that was shown: refused when somebody saved since.' })

export const createConnectionBody = z.object({
  ownerid: idInput,
  name: fields.name,
  url: fields.url,
  contentType: fields.contentType,
  key: key.optional().meta({ description: 'Your own key; one is generated unless told.' }),
  headers: fields.headers.default([]),
  additionalInformation: fields.additionalInformation.default(''),
  domains: fields.domains.default([]),
  customerId: fields.customerId.optional(),
  queueMode: fields.queueMode.default('durable'),
  source: fields.source.default('thingpark'),
  maxDeviation: fields.maxDeviation.default(DEFAULT_DEVIATION),
  downlink: fields.downlink.default({ kind: 'none' }),
  active: fields.active.default(true),
})

export const changeConnectionBody = z.object({
  ownerid: idInput,
  revision,
  name: fields.name.optional(),
  url: fields.url.optional(),
  removeLogin: z
    .boolean()
    .optional()
    .meta({ description: 'Forget the stored login and password. Without it they stay where the URL names none.' }),
  contentType: fields.contentType.optional(),
  headers: fields.headers.optional(),
  additionalInformation: fields.additionalInformation.optional(),
  domains: fields.domains.optional(),
  customerId: fields.customerId.optional(),
  queueMode: fields.queueMode.optional(),
  source: fields.source.optional(),
  maxDeviation: fields.maxDeviation.optional(),
  downlink: fields.downlink.optional(),
  active: fields.active.optional(),
})

export const duplicateConnectionBody = z.object({
  ownerid: idInput,
  name: fields.name.optional().meta({ description: '“… (copy)” unless told.' }),
  url: fields.url
    .optional()
    .meta({ description: 'Needed again with its login and password where the original has them.' }),
  headers: fields.headers.optional(),
  downlinkToken: z
    .string()
    .regex(/^[\x21-\x7e]{1,4096}$/, 'A token has 1 to 4096 printable characters without blanks.')
    .optional(),
})

export const regenerateKeyBody = z.object({
  ownerid: idInput,
  revision,
  key: key.optional().meta({ description: 'Your own key; one is generated unless told.' }),
  graceHours,
  signWith: z
    .enum(['new', 'previous'])
    .default('new')
    .meta({ description: 'Which key signs uplinks during the grace period.' }),
})

export const rotateCredentialBody = z.object({ ownerid: idInput, revision, graceHours })

export const connectionParams = z.object({ id: z.uuid() })

export const connectionListQuery = z.object({
  owner: z.string(),
  q: z.string().max(128).optional().meta({ description: 'Any part of the name, the AS_ID or the URL.' }),
  health: z.enum(HEALTHS).optional(),
  contentType: z.enum(CONTENT_TYPES).optional(),
  domain: z
    .union([z.uuid(), z.literal('none')])
    .optional()
    .meta({ description: 'Id of a domain, or `none` for cross-domain.' }),
  cursor: z.string().max(1024).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})

export const connectionExportQuery = connectionListQuery.omit({ cursor: true, limit: true })

const nullableTime = time.nullable()

const assignedDomain = z.object({ id: z.uuid(), path: z.string(), groupId: z.uuid(), group: z.string() })

const health = z.object({
  state: z.enum(HEALTHS),
  sentence: z.string(),
  lastDelivery: nullableTime.meta({ description: 'Of the last report that the application server took.' }),
})

export const connectionRow = z.object({
  id: z.uuid(),
  name: z.string(),
  asId: z.string(),
  contentType: z.enum(CONTENT_TYPES),
  source: z.enum(SOURCES),
  access: z.enum(['full', 'masked']).meta({
    description:
      '`masked`: cross-domain, for a member with domain restrictions: read-only, without URL and header values.',
  }),
  url: z.string().nullable().meta({ description: 'Without login and password.' }),
  domains: z.array(assignedDomain),
  active: z.boolean(),
  health,
})

export const connectionPage = z.object({
  connections: z.array(connectionRow),
  next: z.string().nullable().meta({ description: 'Cursor of the next page.' }),
  counts: z.object({
    all: z.number(),
    active: z.number(),
    initialising: z.number(),
    'connection-error': z.number(),
    deactivated: z.number(),
  }),
})

export const connectionDetail = connectionRow.extend({
  customerId: z.string(),
  hasLogin: z.boolean().meta({ description: 'A login and password are sent as HTTP Basic.' }),
  headers: z.array(
    z.object({
      name: z.string(),
      secret: z.boolean(),
      value: z.string().nullable().meta({ description: 'Null where it is secret.' }),
    }),
  ),
  key: z.object({
    checkValue: z
      .string()
      .meta({ description: 'First 6 hex digits of SHA-256 over “gatehouse-tunnel-key:” and the key.' }),
    changedAt: time,
    previousUntil: nullableTime.meta({ description: 'Until then the key before is valid for downlinks too.' }),
    signsWith: z.enum(['current', 'previous']),
  }),
  additionalInformation: z.string(),
  deactivatedReason: z.enum(DEACTIVATION_REASONS).nullable(),
  deactivatedAt: nullableTime,
  queueMode: z.enum(QUEUE_MODES),
  maxDeviation: z.number(),
  downlink: z.object({
    kind: z.enum(DOWNLINK_KINDS),
    url: z.string().nullable(),
    applicationId: z.string().nullable(),
    webhookId: z.string().nullable(),
    hasToken: z.boolean(),
  }),
  reports: z.object({
    url: z.string().meta({ description: 'Where the network side posts reports.' }),
    hint: z.string().meta({ description: 'The last four characters of the credential.' }),
    changedAt: time,
    previousUntil: nullableTime,
  }),
  warnings: z.array(z.string()),
  revision: z.number(),
  createdAt: time,
  createdBy: z.string(),
  createdByName: z.string().nullable(),
  updatedAt: time,
  updatedBy: z.string(),
  updatedByName: z.string().nullable(),
})

const shownKey = z.string().meta({ description: 'The Tunnel Interface Authentication Key. Shown this once.' })
const shownCredential = z.string().meta({
  description: 'What the network side sends to `/reports` as “Authorization: Bearer …”. Shown this once.',
})

export const createdConnection = connectionDetail.extend({
  secrets: z.object({ key: shownKey, reportCredential: shownCredential }),
})
export const regeneratedKey = connectionDetail.extend({ secrets: z.object({ key: shownKey }), reminder: z.string() })
export const rotatedCredential = connectionDetail.extend({ secrets: z.object({ reportCredential: shownCredential }) })

export const duplicatedConnection = createdConnection.extend({
  notCopied: z.array(z.string()).meta({ description: 'Secrets of the original that the copy lacks.' }),
})
