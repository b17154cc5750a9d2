/** Contracts of connecting gateways to networks. */
import { z } from 'zod'
import { GUIDE_IDS } from '#lib/domain/lns/guides.ts'
import { NETWORK_IDS } from '#lib/domain/lns/networks.ts'
import { idInput } from './fields.ts'
import { euiParameter } from './gateways.ts'
import { checkItem } from './inspection.ts'

/** PEM, a token's header line, or Base64. */
const file = (description: string) =>
  z.string().max(65_536, 'This is too large for a certificate or key.').optional().meta({ description })

const networkInput = {
  network: z.enum(NETWORK_IDS),
  side: z.enum(['lns', 'cups']).default('lns').meta({
    description: '`lns`: the network server. `cups`: the network’s own CUPS, for gateways that leave Gatehouse.',
  }),
  address: z
    .string()
    .max(1024)
    .meta({
      description: 'Host, host:port or URL; the network’s usual port is added.',
      examples: ['eu1.cloud.thethings.network'],
    }),
  apiKey: z
    .string()
    .max(8192)
    .optional()
    .meta({ description: 'As the network showed it; becomes `Authorization: Bearer …`.' }),
  root: z
    .string()
    .max(64)
    .optional()
    .meta({ description: 'Id of a root of /api/v1/lns/networks, in place of `trust`.' }),
  trust: file('One CA certificate.'),
  crt: file('The client certificate.'),
  key: file('The private key of `crt`, or `Authorization: …`, in place of `apiKey`.'),
}

const fault = z.object({ field: z.string(), detail: z.string() })

export const networksAnswer = z.object({
  networks: z.array(
    z.object({
      id: z.enum(NETWORK_IDS),
      name: z.string(),
      addressLabel: z.string(),
      addressExample: z.string(),
      lns: networkSide(),
      cups: networkSide().nullable(),
      roots: z.array(z.string()).meta({ description: 'Ids of `roots`, the likeliest first.' }),
      rootHint: z.string(),
      traps: z.array(z.string()),
    }),
  ),
  roots: z.array(root()),
  discovery: z.object({
    limits: z.array(z.string()).meta({ description: 'What to know before discovery by Gatehouse is switched on.' }),
  }),
})

function networkSide() {
  return z.object({
    port: z.number().nullable(),
    credential: z.enum(['token', 'certificate', 'either']),
    rights: z.array(z.object({ name: z.string(), id: z.string() })),
    keyPlace: z.object({ steps: z.string(), url: z.string().nullable() }),
  })
}

function root() {
  return z.object({
    id: z.string(),
    name: z.string(),
    operator: z.string(),
    validTo: z.string().meta({ format: 'date-time' }),
    keyType: z.string(),
    size: z.number().meta({ description: 'Bytes on the wire' }),
    fingerprint: z.string().meta({ description: 'SHA-256' }),
    pem: z.string(),
  })
}

export const composeBody = z.object({
  ownerid: idInput,
  ...networkInput,
  gateway: euiParameter.optional().meta({
    description:
      'What is not given is taken from what this gateway is wanted to have, when that is for the same server.',
  }),
})

export const composeAnswer = z.object({
  values: z.record(z.string(), z.string()).nullable().meta({
    description:
      'Members for `setup`: lnsUri, lnsTrust, lnsCrt and lnsKey, or cupsUri …; files in Base64. A key that is stored already is left out: `setup` keeps it.',
  }),
  uri: z.string().nullable(),
  crc: z.number().nullable(),
  segmentLength: z.number().nullable(),
  errors: z.array(fault),
  warnings: z.array(fault),
  keyPlace: z.string().nullable().meta({ description: 'The page where the network makes the key.' }),
})

export const checkBody = z.object({
  ownerid: idInput,
  ...networkInput,
  gateway: euiParameter.meta({ description: 'A gateway of the owner; the LNS is asked for it.' }),
  link: z.boolean().default(false).meta({
    description:
      'Also opens the data link and ends it at once. This proves the key; it cuts the link of a gateway that is connected.',
  }),
  discovery: z.boolean().default(false).meta({
    description: 'The gateway is to be led through discovery here: also judges whether this trust covers Gatehouse.',
  }),
  apiAddress: z.string().max(300).optional().meta({
    description: '`host[:port]` of The Things Stack’s API where it is not that of the address.',
  }),
})

export const checkAnswer = z.object({
  ok: z.boolean(),
  items: z.array(checkItem),
  errors: z.array(fault),
  presented: z.array(
    z.object({ subject: z.string(), issuer: z.string(), validTo: z.string(), fingerprint: z.string() }),
  ),
  roots: z.array(root()).meta({ description: 'Public roots that the server’s chain leads to, the best first.' }),
  muxs: z.string().nullable().meta({ description: 'Where the data link goes.' }),
  ms: z.number(),
})

export const makeGatewayBody = z.object({
  ownerid: idInput,
  gateway: euiParameter,
  address: z
    .string()
    .max(1024)
    .meta({ description: 'Cluster address.', examples: ['eu1.cloud.thethings.network'] }),
  apiAddress: z.string().max(300).optional(),
  apiKey: z.string().max(8192).meta({
    description: 'May create gateways and view and edit gateway API keys. Used for this request and stored nowhere.',
  }),
  collaborator: z.object({ kind: z.enum(['user', 'organization']), id: z.string().max(64) }),
  gatewayId: z.string().max(64).optional().meta({ description: '`eui-…` unless told.' }),
  name: z.string().trim().max(50).optional(),
  frequencyPlan: z
    .string()
    .max(64)
    .meta({ examples: ['EU_863_870_TTN'] }),
  trust: file('A CA of the deployment’s own.'),
})

export const makeGatewayAnswer = z.object({
  gatewayId: z.string(),
  created: z.boolean().meta({ description: 'False: the gateway was there already.' }),
  key: z.string().meta({ description: 'The LNS key, shown this once: give it to compose as apiKey.' }),
  keyId: z.string(),
  uri: z.string(),
})

export const discoveryAnswer = z.object({
  enabled: z.boolean(),
  uri: z.string().nullable(),
  lnsUri: z.string().nullable(),
  muxsTemplate: z.string().nullable(),
  last: z
    .object({
      at: z.string(),
      address: z.string(),
      outcome: z.enum(['referred', 'sent-to-cups', 'failed']),
      detail: z.string(),
    })
    .nullable(),
  sentToCupsAt: z.string().nullable(),
})

export const guidesAnswer = z.object({
  guides: z.array(
    z.object({
      id: z.enum(GUIDE_IDS),
      maker: z.string(),
      models: z.string(),
      steps: z.array(z.object({ text: z.string(), code: z.string().optional().meta({ description: 'To copy.' }) })),
      traps: z.array(z.string()),
      depends: z.array(z.string()).meta({ description: 'Differs between firmware versions.' }),
    }),
  ),
})
