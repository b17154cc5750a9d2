/** The Owner API's contracts, as the article writes them (owner-api.md): what the documentation shows and the types of the answers. */
import { z } from 'zod'
import { MAX_NAME_LENGTH } from '#lib/domain/claiming/claim-labels.ts'
import { DOUBT_CODES } from '#lib/domain/setup-doubts.ts'
import { UNDO_OUTCOMES } from '#lib/domain/setup-undo/undo.ts'
import { MAX_SITE_LENGTH, MAX_TAGS } from '#lib/domain/tags.ts'
import { idInput } from './fields.ts'

/** `gateway` as the article writes it, or `router` as the first client does; an answer uses the spelling of its request. */
export const SPELLINGS = ['gateway', 'router'] as const
export type Spelling = (typeof SPELLINGS)[number]

/** More entries than this are refused as a whole. */
export const MAX_ENTRIES = 10_000
/** Of `info`. */
export const MAX_INFO = 128
export const MAX_OWNER_API_BYTES = 64 * 1024 * 1024

const identifier = z.union([z.string(), z.number(), z.bigint()]).meta({
  description: 'ID6, EUI-64 or MAC, with -, : or no separator; answers print ID6.',
  examples: ['b827:ebff:fea6:7a72'],
  type: 'string',
})
const ownerid = identifier.meta({ description: 'The owner, in any notation.', examples: ['::1'] })

/** Single and bulk form of a call; in a mixed request the members at the top are the defaults of each entry. */
function bulkBody(spelling: Spelling, entry: Record<string, z.ZodType>, bare = false): z.ZodType {
  const one = z.object({ [spelling]: identifier, ...entry })
  return z.union([
    z.object({ ownerid, [spelling]: identifier, ...entry }).meta({ title: 'Single' }),
    z
      .object({
        ownerid,
        ...entry,
        [`${spelling}s`]: z.array(bare ? z.union([identifier, one]) : one).max(MAX_ENTRIES),
      })
      .meta({ title: 'Bulk, mixed' }),
  ])
}

const base64 = (description: string) => z.string().nullable().optional().meta({ description })
const uri = (description: string) => z.string().nullable().optional().meta({ description })

const version = (fields: string) =>
  z
    .number()
    .int()
    .nullable()
    .optional()
    .meta({ description: `An earlier version, given again with its key in place of ${fields}; null: not managed.` })

export const claimBody = (spelling: Spelling) =>
  bulkBody(spelling, {
    claim: z.string().meta({ description: 'The claim PIN of the label, in any case.', examples: ['Q55XGEAM'] }),
    name: z.string().max(MAX_NAME_LENGTH).optional().meta({ description: 'Set with the claim, as what follows.' }),
    tags: z.array(z.string()).max(MAX_TAGS).optional(),
    site: z.string().max(MAX_SITE_LENGTH).optional(),
    latitude: z
      .number()
      .min(-90)
      .max(90)
      .optional()
      .meta({ description: 'Degrees north (WGS 84); with the longitude.' }),
    longitude: z.number().min(-180).max(180).optional().meta({ description: 'Degrees east (WGS 84).' }),
  })

export const addBody = (spelling: Spelling) =>
  bulkBody(spelling, {
    flavorid: z
      .string()
      .max(64)
      .meta({ description: 'Model or maker of the gateway.', examples: ['Kerlink'] }),
    token: z.string().meta({ description: 'What the gateway sends as “Authorization: TOKEN”.' }),
  })

export const tokenBody = (spelling: Spelling) =>
  bulkBody(spelling, { flavorid: z.string().max(64).meta({ description: 'Model or maker of the gateway.' }) })

export const deleteBody = (spelling: Spelling) => bulkBody(spelling, {}, true)

export const setupBody = (spelling: Spelling) =>
  bulkBody(spelling, {
    cupsUri: uri('https://host:port of the CUPS server. Null or an empty string: not managed any more.'),
    cupsTrust: base64('Base64 of one CA certificate, DER or PEM.'),
    cupsCrt: base64('Base64 of the client certificate; empty for a token.'),
    cupsKey: base64('Base64 of the private key, or of “Authorization: …”.'),
    lnsUri: uri('wss://host:port of the network server.'),
    lnsTrust: base64('Base64 of one CA certificate, DER or PEM.'),
    lnsCrt: base64('Base64 of the client certificate; empty for a token.'),
    lnsKey: base64('Base64 of the private key, or of “Authorization: …”.'),
    lnsDiscovery: z.boolean().nullable().optional().meta({
      description:
        'True: gateways ask Gatehouse at /router-info and are referred to lnsUri. One lnsTrust has to cover both.',
    }),
    lnsMuxs: uri(
      'With lnsDiscovery: wss://host:port/path of the data link in place of asking lnsUri; {eui}, {EUI} and {id6} are filled in.',
    ),
    fwcrc: z
      .number()
      .int()
      .nullable()
      .optional()
      .meta({ description: 'CRC-32 of a firmware image, signed or unsigned.' }),
    fwafter: z
      .string()
      .nullable()
      .optional()
      .meta({ description: 'ISO 8601; after this time the firmware is provided once.' }),
    revision: z.number().int().optional().meta({
      description:
        'The revision that you saw: refused (`code` is `stale`) when somebody saved since, unless nothing would change.',
    }),
    lnsVersion: version('lnsUri, lnsTrust, lnsCrt and lnsKey'),
    cupsVersion: version('cupsUri, cupsTrust, cupsCrt and cupsKey'),
    confirm: z
      .array(z.string())
      .nullable()
      .optional()
      .meta({
        description: `Codes of what is suspicious and meant: ${DOUBT_CODES.join(', ')}. Given, even empty, everything else that is suspicious is refused (\`code\` is \`confirm\`, with \`doubts\`); left out, it is stored.`,
      }),
    undo: z.boolean().optional().meta({ description: 'True: the answer says what undoes it.' }),
  })

export const infoBody = (spelling: Spelling) =>
  z.union([
    z.object({ ownerid, [spelling]: identifier }).meta({ title: 'Single' }),
    z.object({ ownerid, [`${spelling}s`]: z.array(identifier).max(MAX_INFO) }).meta({ title: 'Bulk' }),
  ])

export const listBody = z.object({ ownerid })
export const listAnswer = z.array(z.string()).meta({ description: 'ID6 of every gateway of the owner, sorted.' })

const item = (spelling: Spelling) => ({
  [spelling]: z.string(),
  error: z
    .string()
    .optional()
    .meta({ description: 'Only on failure: a sentence with the remedy. Nothing of this entry was stored.' }),
  warning: z.string().optional(),
  retryAt: z.string().optional().meta({
    format: 'date-time',
    description: 'Of a claim that was not heard after too many wrong PINs: when the next one is.',
  }),
})

/** One entry per gateway, in request order. A bulk commits entry by entry: it is not atomic. */
export const itemsAnswer = (spelling: Spelling) => z.array(z.object(item(spelling)))

export const setupAnswer = (spelling: Spelling) => z.array(z.object({ ...item(spelling), ...setupRemark }))

const before = (server: string) =>
  z
    .number()
    .int()
    .nullable()
    .optional()
    .meta({ description: `The version that was wanted of ${server} before; null: not managed.` })
const undo = z.object({
  revision: z.number().int().meta({ description: 'Of the gateway after the setup.' }),
  lnsVersion: before('the LNS'),
  cupsVersion: before('CUPS'),
})

export const undoBody = z.object({
  ownerid: idInput,
  gateways: z
    .array(undo.extend({ gateway: z.string().max(64) }))
    .min(1, 'Name a gateway.')
    .max(MAX_ENTRIES)
    .meta({ description: 'Each as `undo` of its entry in the answer of `setup`.' }),
  confirm: z.array(z.string()).optional().meta({ description: 'As `setup` takes it.' }),
})

const doubt = z.object({ code: z.enum(DOUBT_CODES), category: z.enum(['cups', 'tc']), detail: z.string() })
const setupRemark = {
  code: z.enum(['stale', 'confirm']).optional(),
  doubts: z.array(doubt).optional().meta({ description: 'What has to be confirmed.' }),
  undo: undo.optional().meta({ description: 'Where it was asked for and something was changed.' }),
}

const certificate = z
  .object({ subject: z.string(), fingerprint: z.string(), validTo: z.string() })
  .nullable()
  .meta({ description: 'SHA-256 of the DER' })
const set = z
  .object({
    uri: z.string(),
    trust: certificate,
    crt: certificate,
    key: z.enum(['none', 'token', 'private-key']),
    crc: z.number().nullable(),
    size: z.number().meta({ description: 'Bytes on the wire' }),
  })
  .nullable()
const side = z.object({ change: z.enum(['keep', 'clear', 'set']), before: set, after: set })

const { undo: _, ...undoRemark } = setupRemark
export const undoAnswer = z.array(
  z.object({
    ...item('gateway'),
    ...undoRemark,
    undone: z.enum(UNDO_OUTCOMES).optional().meta({
      description:
        '`withdrawn`: the gateway had not proved the new values. `returned`: it had, and is sent the earlier ones as a new version. `unchanged`: it has them already.',
    }),
    detail: z.string().optional().meta({ description: 'What becomes of the gateway.' }),
  }),
)

/** What `setup` would do: nothing is stored. */
export const previewAnswer = z.array(
  z.object({ ...item('gateway'), ...setupRemark, cups: side.optional(), lns: side.optional() }),
)

export const tokenAnswer = (spelling: Spelling) =>
  z.array(z.object({ ...item(spelling), token: z.string().optional().meta({ description: 'Shown this once.' }) }))

export const infoAnswer = (spelling: Spelling) => {
  const text = z.string().nullable().optional()
  const number = z.number().int().nullable().optional()
  return z.array(
    z.object({
      ...item(spelling),
      ownerid: z.string().optional(),
      cupsUri: text,
      cupsCredCrc: number,
      cupsCrt: text,
      cupsTrust: text,
      lnsUri: text,
      lnsCredCrc: number,
      lnsCrt: text,
      lnsTrust: text,
      lnsDiscovery: z.boolean().optional(),
      lnsMuxs: text,
      claimed: text,
      lastSetup: text,
      lastSeen: text,
      httpStatus: number,
    }),
  )
}
