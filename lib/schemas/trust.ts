/** Contracts of trust: certificates of the fleet, what breaks, and changes of a root in steps. */
import { z } from 'zod'
import { MAX_CHAIN_BYTES } from '#lib/domain/trust-change/chain-limit.ts'
import { HOLDER_STATES } from '#lib/domain/trust-change/holder-state.ts'
import { CHANGE_STAGES, TRUST_CHANGE_ACTIONS } from '#lib/domain/trust-change/trust-change.ts'
import { id6, idInput, time } from './fields.ts'
import { instant } from './instant.ts'
import { planInput } from './rollouts.ts'

const cursor = z.string().max(2048).optional()
const category = z.enum(['cups', 'tc']).meta({ description: '`cups`: the configuration server. `tc`: the LNS.' })
const part = z.enum(['trust', 'crt', 'client-ca']).meta({
  description:
    '`trust`: the CA that a server is verified with. `crt`: what the gateway shows. `client-ca`: what issues client certificates.',
})
const uriInput = z.string().trim().min(1, 'Name the server.').max(127)
const when = instant.transform((text) => new Date(text)).optional()

export const fingerprintInput = z
  .string()
  .max(128)
  .transform((text) => text.replace(/[:\s]/g, '').toLowerCase())
  .refine((text) => /^[0-9a-f]{64}$/.test(text), 'Give the SHA-256 fingerprint: 64 hex digits.')

export const BUCKET_NAMES = ['ended', '30-days', '90-days', 'year', 'later'] as const

const use = z.object({
  part,
  category: category.nullable().meta({ description: 'Null: of a client CA.' }),
  server: z.string().nullable().meta({ description: 'Null: all servers of the category together.' }),
  gateways: z.number().int().meta({ description: 'That hold it.' }),
})

const certificate = z.object({
  fingerprint: z.string().meta({ description: 'SHA-256 of the DER, hex' }),
  subject: z.string(),
  issuer: z.string(),
  names: z.array(z.string()),
  serial: z.string(),
  keyType: z.string(),
  signatureAlgorithm: z.string(),
  isCa: z.boolean(),
  selfSigned: z.boolean(),
  validFrom: time,
  validTo: time,
})

export const certificateWithUses = certificate.extend({ uses: z.array(use) })

export const trustListQuery = z.object({
  owner: z.string(),
  part: part.optional(),
  category: category.optional(),
  server: z.string().max(127).optional(),
  q: z
    .string()
    .trim()
    .max(128)
    .optional()
    .meta({ description: 'Part of subject, issuer or name, or the fingerprint’s beginning' }),
  ends: z.enum(BUCKET_NAMES).optional(),
  cursor,
  limit: z.coerce.number().int().min(1).max(200).default(50),
})

export const trustList = z.object({
  certificates: z.array(certificateWithUses),
  next: z.string().nullable(),
  buckets: z.record(z.enum(BUCKET_NAMES), z.number().int()).meta({ description: 'Certificates by when they end' }),
})

export const certificateParams = z.object({ fingerprint: fingerprintInput })
export const trustOwnerQuery = z.object({ owner: z.string() })

export const certificateAnswer = certificateWithUses.extend({
  pem: z.string(),
  states: z.array(z.object({ part: z.enum(['trust', 'crt']), state: z.enum(HOLDER_STATES), count: z.number().int() })),
})

export const holdersQuery = z.object({
  owner: z.string(),
  part: z.enum(['trust', 'crt']).default('trust'),
  category: category.optional(),
  server: z.string().max(127).optional(),
  state: z.enum(HOLDER_STATES).optional(),
  cursor,
  limit: z.coerce.number().int().min(1).max(1000).default(50),
})

export const holders = z.object({
  holders: z.array(
    z.object({
      gateway: id6,
      eui: z.string(),
      name: z.string(),
      category,
      version: z.number().int(),
      server: z.string(),
      state: z.enum(HOLDER_STATES),
      offeredAt: time.nullable(),
      provenAt: time.nullable(),
      lastSeen: time.nullable(),
    }),
  ),
  next: z.string().nullable(),
})

export const trustServers = z.object({
  servers: z.array(
    z.object({
      category,
      uri: z.string(),
      ours: z.boolean().meta({ description: 'Gatehouse itself' }),
      gateways: z.number().int(),
      trusts: z.array(z.object({ fingerprint: z.string(), gateways: z.number().int() })),
    }),
  ),
})

export const endingQuery = z.object({ owner: z.string(), at: when })

export const endingAnswer = z.object({
  at: time,
  certificates: z.array(certificateWithUses),
  more: z.boolean().meta({ description: 'There are more certificates than are listed.' }),
  gateways: z.array(z.object({ part: z.enum(['trust', 'crt']), category, gateways: z.number().int() })),
})

const chainInput = z
  .string()
  .min(1, 'Give the chain, or leave it out.')
  .max(MAX_CHAIN_BYTES, 'This is larger than a chain of certificates.')
  .optional()
  .meta({ description: 'PEM of the chain, the server’s certificate first, in place of asking the server' })

export const breaksBody = z.object({
  ownerid: idInput,
  category,
  uri: uriInput.meta({ description: 'The server as gateways are told it' }),
  chain: chainInput,
  from: z.string().trim().max(255).optional().meta({ description: 'host:port to ask in place of that of the URI' }),
  at: when.meta({ description: 'The day to judge on; left out: now' }),
})

const presented = z.array(z.object({ subject: z.string(), issuer: z.string(), validTo: time, fingerprint: z.string() }))

export const breaksAnswer = z.object({
  at: time,
  source: z.enum(['live', 'given', 'own']),
  named: z.boolean().meta({ description: 'The server’s certificate names the host of the URI.' }),
  chain: presented,
  trusts: z.array(
    z.object({
      fingerprint: z.string(),
      subject: z.string(),
      validTo: time,
      verifies: z.boolean(),
      fault: z.string().nullable(),
      detail: z.string(),
      until: time.nullable().meta({ description: 'Until when what it verifies through is valid' }),
      gateways: z.number().int(),
      frozen: z.number().int().meta({ description: 'Gateways that hold it in Station’s cups-bak alone' }),
    }),
  ),
  breaks: z.number().int(),
  holds: z.number().int(),
  unknown: z.number().int(),
  plain: z.number().int(),
  frozen: z.number().int(),
})

export const createChangeBody = z.object({
  ownerid: idInput,
  name: z.string().trim().min(1, 'Name the change.').max(80, 'Use at most 80 characters.'),
  category,
  uri: uriInput.meta({ description: 'The server that gets another root, as gateways are told it now' }),
  trust: z.string().max(65_536).meta({ description: 'The new root: PEM, or Base64 of its DER. One certificate.' }),
  stepUri: uriInput.optional().meta({
    description:
      'Where the new root verifies the server. Left out: at the same URI, which has to present a chain that both roots verify.',
  }),
  finalUri: uriInput.optional().meta({ description: 'Where gateways stay. Left out: at `stepUri`.' }),
  chain: chainInput.meta({ description: 'PEM of what the server at `stepUri` presents; then no server is asked' }),
})

const serverCheck = z.object({
  at: time,
  source: z.enum(['live', 'given', 'own']),
  named: z.boolean(),
  verifiesNew: z.boolean(),
  refusedBy: z.array(z.string()),
  detail: z.string(),
  chain: presented,
})

const stageCounts = z.object(
  Object.fromEntries(CHANGE_STAGES.map((stage) => [stage, z.number().int()])) as Record<
    (typeof CHANGE_STAGES)[number],
    z.ZodNumber
  >,
)

export const trustChangeSummary = z.object({
  id: z.string(),
  name: z.string(),
  category,
  uri: z.string(),
  stepUri: z.string(),
  finalUri: z.string(),
  state: z.enum(['open', 'finished', 'cancelled']),
  createdAt: time,
  createdBy: z.string(),
  endedAt: time.nullable(),
  counts: stageCounts,
  total: z.number().int(),
  proven: z.number().int(),
})

export const trustChangeList = z.object({ changes: z.array(trustChangeSummary), next: z.string().nullable() })
export const trustChangeListQuery = z.object({
  owner: z.string(),
  cursor,
  limit: z.coerce.number().int().min(1).max(200).default(50),
})

export const trustChangeAnswer = trustChangeSummary.extend({
  trust: certificate,
  next: z.string().meta({ description: 'What is so, and what comes next' }),
  actions: z.array(z.enum(TRUST_CHANGE_ACTIONS)),
  allProven: z.boolean(),
  stillOld: z
    .number()
    .int()
    .meta({ description: 'Gateways that may still use the former server with a trust other than the new root' }),
  frozen: z.number().int().meta({ description: 'Gateways whose cups-bak holds another trust for it' }),
  checks: z.record(z.string(), serverCheck).meta({ description: 'The last look at each server, by URI' }),
  rollouts: z.array(
    z.object({ id: z.string(), name: z.string(), step: z.number().int(), state: z.string(), createdAt: time }),
  ),
  reasons: z.array(z.object({ stage: z.enum(CHANGE_STAGES), reason: z.string(), count: z.number().int() })),
})

export const trustChangeParams = z.object({ id: z.uuid() })

export const trustChangeActionBody = z.object({
  ownerid: idInput,
  action: z.enum([...TRUST_CHANGE_ACTIONS, 'check']),
  chain: chainInput,
  ...planInput,
})

export const trustChangeGatewaysQuery = z.object({
  owner: z.string(),
  stage: z.enum(CHANGE_STAGES).optional(),
  cursor,
  limit: z.coerce.number().int().min(1).max(1000).default(50),
})

export const trustChangeGateways = z.object({
  gateways: z.array(
    z.object({
      gateway: id6,
      eui: z.string(),
      name: z.string(),
      stage: z.enum(CHANGE_STAGES),
      reason: z.string(),
      provenAt: time.nullable(),
      lastSeen: time.nullable(),
    }),
  ),
  next: z.string().nullable(),
})
