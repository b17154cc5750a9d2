/** Contracts of interoperability configurations: join servers, their files, import, export, history and check (interop.md). */
import { z } from 'zod'
import { parseJoinEui } from '#lib/domain/interop/join-eui.ts'
import { idInput, time } from './fields.ts'

const text = (max: number) => z.string().max(max)
const pem = text(262_144).meta({ description: 'PEM. Left out: the one that is there stays.' })
const path = text(255).meta({ description: 'Relative to the folder of js.yml.', examples: ['ca.pem'] })
const version = z.number().int().min(0)
const revision = version
  .optional()
  .meta({ description: 'The version that you saw: with another one in between, the change is refused.' })

const severity = z.enum(['error', 'warning'])
const fieldFinding = z.object({
  severity,
  code: z.string(),
  field: z.string().meta({ description: 'As config.yml and js.yml write it, such as tls.root-ca.' }),
  message: z.string(),
})
export const finding = fieldFinding.extend({
  file: z.string(),
  line: z.number().nullable(),
  column: z.number().nullable(),
})

const entry = z.object({
  components: z.array(text(40)).max(10).default([]).meta({ description: 'ns, as; empty: all.' }),
  joinEuis: z.array(text(64)).max(5_000).meta({ description: 'Prefixes, such as 70B3D57ED0000000/40.' }),
})
const paths = z
  .object({
    join: text(1_000).default(''),
    rejoin: text(1_000).default(''),
    appSKey: text(1_000).default(''),
    homeNs: text(1_000).default(''),
  })
  .meta({ description: 'Paths of requests, without the first slash.' })
const tlsFile = z.object({ path: path.optional(), content: pem.optional() }).nullable()

const fields = {
  file: text(255).meta({ description: 'Path of js.yml below config.yml.', examples: ['tti/js.yml'] }),
  entries: z.array(entry).max(100),
  scheme: text(20).meta({ description: 'Empty: https.' }),
  fqdn: text(255),
  port: z.number().int().nullable().meta({ description: 'null: 443.' }),
  protocol: text(10).meta({ description: 'BI1.0 or BI1.1' }),
  paths,
  senderNsId: text(40).nullable().meta({ description: '16 hex digits; BI1.1 only.' }),
  basicAuth: z
    .object({
      username: text(255),
      password: text(1_024)
        .optional()
        .meta({ description: 'Left out: the one that is there stays, unless the host is another. Never shown.' }),
    })
    .nullable(),
  headers: z
    .array(
      z.object({
        name: text(100),
        value: text(4_096)
          .optional()
          .meta({ description: 'Left out: the one that is there stays, unless the host is another. Never shown.' }),
      }),
    )
    .max(50),
  tls: z
    .object({
      source: z.enum(['file', 'key-vault']).nullable().default(null),
      rootCa: tlsFile.default(null),
      certificate: tlsFile.default(null),
      key: tlsFile.default(null),
    })
    .nullable(),
}

export const createJoinServerBody = z.object({
  ownerid: idInput,
  revision,
  ...fields,
  file: fields.file.optional(),
  scheme: fields.scheme.default(''),
  port: fields.port.default(null),
  paths: fields.paths.default({ join: '', rejoin: '', appSKey: '', homeNs: '' }),
  senderNsId: fields.senderNsId.default(null),
  basicAuth: fields.basicAuth.default(null),
  headers: fields.headers.default([]),
  tls: fields.tls.default(null),
})
export const changeJoinServerBody = z.object({ ownerid: idInput, revision, ...z.object(fields).partial().shape })
export const deleteJoinServerQuery = z.object({
  owner: z.string(),
  revision: z.coerce.number().int().min(0).optional(),
})

const certificateFacts = z.object({
  subject: z.string(),
  issuer: z.string(),
  names: z.array(z.string()),
  validFrom: time,
  validTo: time,
  fingerprint: z.string().meta({ description: 'SHA-256, hex' }),
  keyType: z.string(),
  isCa: z.boolean(),
})
const shownFile = z.object({ path: z.string(), certificates: z.array(certificateFacts) }).nullable()
export const joinServer = z.object({
  id: z.uuid(),
  file: z.string(),
  entries: z.array(z.object({ components: z.array(z.string()), joinEuis: z.array(z.string()) })),
  scheme: z.string(),
  fqdn: z.string(),
  port: z.number().nullable(),
  protocol: z.enum(['BI1.0', 'BI1.1']),
  paths: z.object({ join: z.string(), rejoin: z.string(), appSKey: z.string(), homeNs: z.string() }),
  senderNsId: z.string().nullable(),
  basicAuth: z.object({ username: z.string() }).nullable(),
  headers: z.array(z.object({ name: z.string() })),
  tls: z
    .object({
      source: z.enum(['file', 'key-vault']).nullable(),
      rootCa: shownFile,
      certificate: shownFile,
      key: z.object({ path: z.string() }).nullable(),
    })
    .nullable(),
  url: z.string().meta({ description: 'Where joins go.' }),
  findings: z.array(fieldFinding),
})
export const joinServerAnswer = z.object({ version, joinServer })
export const joinServersAnswer = z.object({ version, joinServers: z.array(joinServer) })

const outFile = z.object({ path: z.string(), text: z.string() })
const leftOut = z.array(z.object({ file: z.string(), what: z.string() }))
const segment = z.object({
  from: z.string().meta({ description: 'First JoinEUI, 16 hex digits.' }),
  to: z.string().meta({ description: 'Last JoinEUI.' }),
  prefix: z.string().nullable().meta({ description: 'The one that wins here; null: none matches.' }),
  files: z.array(z.string()),
  depth: z.number(),
})
const place = z.object({ file: z.string(), prefix: z.string() })
export const configurationAnswer = z.object({
  version,
  files: z.array(outFile).meta({ description: 'As the export has them, without secrets.' }),
  leftOut,
  findings: z.array(finding),
  overlaps: z.array(z.object({ inner: place, outer: place })),
  races: z.array(z.object({ prefix: z.string(), files: z.array(z.string()) })),
  map: z
    .object({ ns: z.array(segment), as: z.array(segment) })
    .meta({ description: 'All JoinEUIs in intervals, by who answers.' }),
  chirpStackNotes: z.array(z.object({ file: z.string(), message: z.string() })),
})

export const resolveQuery = z.object({
  owner: z.string(),
  joinEui: z
    .string()
    .max(64)
    .transform((value, ctx) => {
      const parsed = parseJoinEui(value)
      if (parsed.ok) return parsed.value
      ctx.addIssue({ code: 'custom', message: parsed.error })
      return z.NEVER
    })
    .meta({ type: 'string', examples: ['70B3D57ED0001000'] }),
})
const resolution = z.object({
  winners: z.array(place.extend({ id: z.uuid() })),
  race: z.boolean(),
  beaten: z.array(place.extend({ id: z.uuid() })),
  reason: z.string(),
})
export const resolveAnswer = z.object({
  joinEui: z.string(),
  ns: resolution,
  as: resolution,
  note: z.string(),
})

export const importQuery = z.object({
  owner: z.string(),
  dryRun: z.enum(['true', 'false']).default('false').meta({ description: 'true: only say what would happen.' }),
  revision: z.coerce.number().int().min(0).optional(),
})
export const importFilesBody = z.object({
  ownerid: idInput,
  revision,
  dryRun: z.boolean().default(false),
  files: z
    .array(
      z.object({
        path: text(512),
        text: text(2_097_152).optional(),
        base64: text(2_900_000).optional().meta({ description: 'Instead of text, for what is no text.' }),
      }),
    )
    .max(3_000),
})
const change = z.object({
  kind: z.enum(['added', 'removed', 'changed']),
  file: z.string(),
  field: z.string().nullable(),
  before: z.string().nullable(),
  after: z.string().nullable(),
  secret: z.boolean().meta({ description: 'true: neither value is told.' }),
})
export const importAnswer = z.object({
  imported: z.boolean(),
  version,
  joinServers: z.number(),
  findings: z.array(finding),
  changes: z.array(change).meta({ description: 'Against what was there before.' }),
})

export const chirpStackQuery = z.object({
  owner: z.string(),
  folder: text(255).optional().meta({ description: 'Where the TLS files will lie on the server of ChirpStack.' }),
})

const head = z.object({
  version,
  createdAt: time,
  createdBy: z.string(),
  createdByName: z.string().nullable(),
  action: z.enum(['create', 'change', 'delete', 'import', 'restore']),
  detail: z.record(z.string(), z.unknown()),
})
export const versionsQuery = z.object({
  owner: z.string(),
  before: z.coerce.number().int().min(1).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export const versionsAnswer = z.object({ versions: z.array(head), next: z.number().nullable() })
export const versionParams = z.object({ version: z.coerce.number().int().min(1).max(2_147_483_647) })
export const versionQuery = z.object({
  owner: z.string(),
  against: z.coerce
    .number()
    .int()
    .min(0)
    .max(2_147_483_647)
    .optional()
    .meta({ description: 'The version to compare with; the one before unless told.' }),
})
export const versionAnswer = z.object({ version, against: version, changes: z.array(change), files: z.array(outFile) })
export const restoreBody = z.object({ ownerid: idInput, revision })
export const restoreAnswer = z.object({ version })

export const presetsAnswer = z.object({
  presets: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      about: z.string(),
      access: z.string(),
      asks: z.array(z.object({ name: z.string(), label: z.string(), example: z.string(), help: z.string() })),
      files: z.array(z.enum(['root-ca', 'certificate', 'key'])),
    }),
  ),
})
export const addPresetBody = z.object({
  ownerid: idInput,
  revision,
  preset: z.enum(['the-things-join-server', 'semtech-join-server']),
  rens: text(100).optional(),
  rootCa: pem.optional(),
  certificate: pem.optional(),
  key: pem.optional(),
})

export const checkBody = z.object({
  ownerid: idInput,
  joinEui: text(64).optional().meta({ description: 'Asked for; the first of the first prefix unless told.' }),
  netId: z
    .string()
    .regex(/^[0-9a-f]{6}$/i, 'A NetID has 6 hex digits, such as 000013.')
    .default('000000')
    .meta({ description: 'By which the join server knows your network.' }),
})
const verdict = z.enum(['good', 'warning', 'failed', 'skipped'])
export const checkAnswer = z.object({
  verdict: z.enum(['good', 'warning', 'failed']),
  steps: z.array(
    z.object({
      name: z.enum(['dns', 'connect', 'tls', 'http', 'answer']),
      verdict,
      code: z.string(),
      message: z.string(),
    }),
  ),
  request: z.object({ url: z.string(), body: z.record(z.string(), z.unknown()) }),
  answer: z
    .object({
      status: z.number(),
      contentType: z.string(),
      messageType: z.string().nullable(),
      protocolVersion: z.string().nullable(),
      transactionId: z.number().nullable(),
      senderId: z.string().nullable(),
      receiverId: z.string().nullable(),
      resultCode: z.string().nullable(),
      description: z.string().nullable(),
    })
    .nullable(),
  milliseconds: z.number(),
})
