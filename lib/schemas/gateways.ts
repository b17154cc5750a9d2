/** Contracts of the console's gateway resources, public like everything under /api/v1. */
import { z } from 'zod'
import { LIST_SORTS } from '#lib/domain/fleet/sorts.ts'
import { CHECK_IN_FILTERS } from '#lib/domain/gateway-page/check-in-filter.ts'
import { FACT_FIELDS } from '#lib/domain/gateway-page/compare-facts.ts'
import { GATEWAY_STATES } from '#lib/domain/gateway-state.ts'
import { parseEui } from '#lib/domain/identifiers.ts'
import { beforeField } from './fields.ts'
import { firmwareSchedule } from './firmware.ts'
import { filterQuery, locationFields } from './fleet.ts'
import { siteInput, tagList } from './tags.ts'

const time = z.string().nullable().meta({ description: 'ISO 8601 in UTC' })

const euiText = z.string().meta({ examples: ['b827:ebff:fea6:7a72'] })

/** An identifier in a path or body, in any notation; comes out as an `Eui`. */
export const euiParameter = euiText.transform((text, ctx) => {
  const parsed = parseEui(decodeURIComponentSafely(text))
  if (parsed.ok) return parsed.value
  ctx.addIssue({ code: 'custom', message: parsed.error })
  return z.NEVER
})

function decodeURIComponentSafely(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

export const gatewayParams = z.object({ eui: euiParameter })

export const gatewayListQuery = filterQuery.extend({
  owner: z.string(),
  sort: z.enum(LIST_SORTS).default('eui').meta({
    description: 'By state: what needs attention first. By site, model or package: at most 10,000 gateways.',
  }),
  order: z.enum(['asc', 'desc']).default('asc'),
  cursor: z.string().max(1024).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})

export const gatewayRow = z.object({
  gateway: z.string().meta({ description: 'ID6' }),
  eui: z.string().meta({ description: 'EUI-64' }),
  name: z.string(),
  tags: z.array(z.string()),
  site: z.string(),
  flavor: z.string(),
  origin: z.enum(['batch', 'added']),
  state: z.enum(GATEWAY_STATES),
  lastSeen: time,
  lnsUri: z.string().nullable(),
  cupsUri: z.string().nullable(),
  dueBy: time,
  model: z.string().nullable(),
  station: z.string().nullable(),
  package: z.string().nullable(),
  expiresAt: time.meta({ description: 'The first end of a CA or client certificate of its sets.' }),
  latitude: z.number().nullable(),
  longitude: z.number().nullable(),
})

export const gatewayPage = z.object({
  gateways: z.array(gatewayRow),
  next: z.string().nullable().meta({ description: 'Cursor of the next page.' }),
  previous: z.string().nullable().meta({ description: 'Cursor of the page before.' }),
  matching: z.number().meta({ description: 'Gateways that the filter finds.' }),
  exact: z.boolean().meta({ description: 'False: counting stopped at 10,000; there are at least so many.' }),
  counts: z.object({ all: z.number(), ...Object.fromEntries(GATEWAY_STATES.map((state) => [state, z.number()])) }),
})

export const certificateFacts = z.object({
  subject: z.string(),
  issuer: z.string(),
  commonName: z.string().nullable(),
  names: z
    .array(z.string())
    .meta({ description: 'What Station compares the host of a server with: dNSName entries, then the CN' }),
  ipAddresses: z.array(z.string()).meta({ description: 'Station never matches these.' }),
  validFrom: z.string(),
  validTo: z.string(),
  serial: z.string().meta({ description: 'Hex' }),
  fingerprint: z.string().meta({ description: 'SHA-256' }),
  isCa: z.boolean(),
  selfSigned: z.boolean(),
  keyType: z.string(),
  signatureAlgorithm: z.string(),
  size: z.number().meta({ description: 'Bytes on the wire' }),
  pem: z.string(),
})

const target = z
  .object({
    version: z.number(),
    uri: z.string(),
    lnsUri: z
      .string()
      .nullable()
      .meta({ description: 'Behind discovery by Gatehouse: the network server; `uri` is then our own.' }),
    muxsTemplate: z.string().nullable(),
    trust: certificateFacts.nullable(),
    crt: certificateFacts.nullable(),
    key: z.enum(['none', 'token', 'private-key']),
    crc: z.number().nullable().meta({ description: 'CRC-32 of the credentials as sent; null for ws and http.' }),
    offeredAt: time,
    provenAt: time,
    failedAt: time,
    createdAt: z.string(),
  })
  .nullable()

const reportedState = z.object({
  cupsUri: z.string().nullable(),
  tcUri: z.string().nullable(),
  cupsCredCrc: z.number().nullable(),
  tcCredCrc: z.number().nullable(),
  station: z.string().nullable(),
  model: z.string().nullable(),
  package: z.string().nullable(),
  keys: z.array(z.number()),
})

export const gatewayDetail = z.object({
  gateway: z.string(),
  eui: z.string(),
  mac: z.string().nullable(),
  name: z.string(),
  tags: z.array(z.string()),
  site: z.string(),
  latitude: z.number().nullable(),
  longitude: z.number().nullable(),
  flavor: z.string(),
  origin: z.enum(['batch', 'added']),
  claimedAt: time,
  lastSetup: time,
  revision: z.number(),
  state: z.object({ kind: z.enum(GATEWAY_STATES), sentence: z.string(), since: time, dueBy: time }),
  desired: z.object({ cups: target, tc: target }),
  reported: reportedState.extend({ at: z.string(), address: z.string(), credential: z.string() }).nullable(),
  nextContact: time.meta({ description: 'When the next check-in is due at the latest.' }),
  facts: z
    .array(
      z.object({
        field: z.enum(FACT_FIELDS),
        name: z.string(),
        verdict: z.enum(['equal', 'differs', 'not-compared']),
        sentence: z.string(),
      }),
    )
    .meta({ description: 'Desired against reported, in sentences; times in UTC.' }),
  next: z.object({
    reasons: z.array(z.string()),
    cupsUri: z.string().nullable(),
    tcUri: z.string().nullable(),
    cupsCredentials: z.boolean(),
    tcCredentials: z.boolean(),
    firmware: z
      .object({ crc: z.number(), size: z.number(), keyCrc: z.number().nullable(), bytes: z.number() })
      .nullable()
      .meta({ description: 'The update that goes along; `bytes` with its signature.' }),
    bytes: z.number().meta({ description: 'Length of the answer.' }),
  }),
  firmware: firmwareSchedule,
  refused: z.object({ count: z.number(), lastAddress: z.string().nullable(), lastAt: time }),
})

export const ownerQuery = z.object({ owner: z.string() })

const gatewayName = z.string().trim().max(80, 'Use at most 80 characters.')
export const changeGatewayBody = z.object({
  ownerid: z.string(),
  name: gatewayName.optional().meta({ description: 'Shown beside the identifier.' }),
  tags: tagList.optional().meta({ description: 'All of them: others go.' }),
  site: siteInput.optional(),
  ...locationFields,
  before: beforeField({ name: gatewayName, tags: tagList, site: siteInput, ...locationFields }),
})

export const checkInQuery = z.object({
  owner: z.string(),
  show: z
    .enum(CHECK_IN_FILTERS)
    .default('all')
    .meta({ description: 'Those that sent something, fell back, carried firmware, or failed on our side.' }),
  cursor: z.string().max(1024).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})

const segmentLayout = z
  .object({ crc: z.number().nullable(), trust: z.number(), crt: z.number(), key: z.number() })
  .optional()
  .meta({ description: 'Lengths of the items of a credential segment, in bytes; 0 = absent.' })

export const checkIn = z.object({
  id: z.string(),
  firstAt: z.string(),
  lastAt: z.string(),
  times: z.number().meta({ description: 'How many equal check-ins this entry stands for.' }),
  address: z.string(),
  credential: z.string().meta({
    description: '“bootstrap”, “certificate” (issued by a CA of the owner), or “cups:” and the version of the set.',
  }),
  reported: reportedState,
  answer: z.object({
    kind: z.enum(['unchanged', 'update', 'own-fault']),
    reasons: z.array(z.string()),
    cupsUri: z.string().nullable(),
    tcUri: z.string().nullable(),
    cupsVersion: z.number().nullable(),
    tcVersion: z.number().nullable(),
    cupsCredentialBytes: z.number(),
    tcCredentialBytes: z.number(),
    cups: segmentLayout,
    tc: segmentLayout,
    bytes: z.number(),
    firmware: z
      .object({ crc: z.number(), bytes: z.number(), keyCrc: z.number().nullable() })
      .nullable()
      .optional()
      .meta({ description: 'The update that went along.' }),
  }),
  fellBack: z.boolean(),
})

export const checkInPage = z.object({ checkIns: z.array(checkIn), next: z.string().nullable() })

export const siteAnswer = z.object({
  gatewayHosts: z.array(z.string()),
  cupsUri: z.string(),
  cupsTrust: z.string().nullable().meta({ description: 'PEM of the CA that gateways trust this server by.' }),
  trustFingerprint: z.string().nullable(),
  sso: z.string().nullable().meta({ description: 'The name of the identity provider that people may sign in through' }),
})
