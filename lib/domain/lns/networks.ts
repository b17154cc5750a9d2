/**
 * The networks that a gateway can be connected to, as data: the form of the URI, what authenticates, which root, which
 * right an API key needs and where it is made (seed 002, interop.md “LNS on The Things Stack”). Plain text only: the
 * console shows it and the API hands it out. What depends on the operator of the network is said so.
 */
import { ok, type Result, refuse } from '../result.ts'
import { parseTargetUri } from '../target-uri.ts'

export const NETWORK_IDS = ['the-things-stack', 'chirpstack', 'aws-iot-core', 'thingpark', 'loriot', 'own'] as const
export type NetworkId = (typeof NETWORK_IDS)[number]

/** `lns`: the network server. `cups`: another configuration server, for gateways that leave Gatehouse. */
export type Side = 'lns' | 'cups'

/** What the server knows a gateway by. `either`: its operator decides. */
export type CredentialKind = 'token' | 'certificate' | 'either'

export interface KeyPlace {
  /** Where to make the credential, in the words of that place. */
  readonly steps: string
  /** `{address}` and `{gateway}` (its id there, `eui-…`) are filled in; null where there is no fixed place. */
  readonly url: string | null
}

export interface NetworkSide {
  /** Used when the address has no port; null: the port has to be given. */
  readonly port: number | null
  readonly credential: CredentialKind
  /** What the key may do, named exactly as the network names it; empty where there are no rights to choose. */
  readonly rights: readonly { readonly name: string; readonly id: string }[]
  readonly keyPlace: KeyPlace
}

export interface Network {
  readonly id: NetworkId
  readonly name: string
  /** What to type, and an example. */
  readonly addressLabel: string
  readonly addressExample: string
  readonly lns: NetworkSide
  /** Null: the network has no CUPS for gateways, or none that is reached by an address alone. */
  readonly cups: NetworkSide | null
  /** Ids of lib/domain/lns/roots.ts, the likeliest first; empty: its operator's own CA. */
  readonly roots: readonly string[]
  readonly rootHint: string
  /** What people run into. */
  readonly traps: readonly string[]
}

const LINK = {
  name: 'Link as Gateway to a Gateway Server for traffic exchange, i.e. write uplink and read downlink',
  id: 'RIGHT_GATEWAY_LINK',
}

const OPERATOR_ROOT =
  'Ask the operator for the CA certificate, or let the live check look which root the server leads to.'

export const NETWORKS: readonly Network[] = [
  {
    id: 'the-things-stack',
    name: 'The Things Stack',
    addressLabel: 'Cluster address',
    addressExample: 'eu1.cloud.thethings.network',
    lns: {
      port: 8887,
      credential: 'token',
      rights: [LINK],
      keyPlace: {
        steps: 'Console → Gateways → the gateway → API keys → Add API key → Grant individual rights.',
        url: 'https://{address}/console/gateways/{gateway}/api-keys/add',
      },
    },
    cups: {
      port: 443,
      credential: 'token',
      rights: [
        { name: 'View gateway information', id: 'RIGHT_GATEWAY_INFO' },
        { name: 'Edit basic gateway settings', id: 'RIGHT_GATEWAY_SETTINGS_BASIC' },
        { name: 'Retrieve secrets associated with a gateway', id: 'RIGHT_GATEWAY_READ_SECRETS' },
      ],
      keyPlace: {
        steps: 'Console → Gateways → the gateway → API keys → Add API key → Grant individual rights.',
        url: 'https://{address}/console/gateways/{gateway}/api-keys/add',
      },
    },
    roots: ['isrg-root-x1', 'amazon-root-ca-1', 'isrg-root-x2'],
    rootHint:
      'Most deployments use Let’s Encrypt: ISRG Root X1. Give this one root: many gateways refuse lists of roots, and Station takes the second certificate for its own.',
    traps: [
      'The gateway has to exist on this very cluster, with this EUI: a key alone is not enough.',
      'The discovery answer does not prove the key: The Things Stack looks at it only when the gateway opens its data link.',
      'A CUPS key and an LNS key have different rights. CUPS there hands out the LNS key that is stored at the gateway as “LoRa Basics Station LNS Authentication Key”.',
    ],
  },
  {
    id: 'chirpstack',
    name: 'ChirpStack Gateway Bridge',
    addressLabel: 'Address of the Gateway Bridge (Basics Station backend)',
    addressExample: 'lns.example.com:3001',
    lns: {
      port: 3001,
      credential: 'certificate',
      rights: [],
      keyPlace: {
        steps: 'ChirpStack → Gateways → the gateway → TLS certificate → Generate certificate. It is shown once.',
        url: null,
      },
    },
    cups: null,
    roots: [],
    rootHint:
      'The CA certificate that ChirpStack shows beside the gateway certificate, or the one that signed the Gateway Bridge’s tls_cert.',
    traps: [
      'The common name of the client certificate has to be the gateway ID: 16 hex digits.',
      'Client certificates are asked for only where ca_cert is set in the Basics Station backend. Without tls_cert the bridge speaks ws://, without any authentication.',
      'An API key of ChirpStack is for its API: gateways never send one.',
      'Certificates that ChirpStack makes end after the time set in its configuration (a year unless changed).',
    ],
  },
  {
    id: 'aws-iot-core',
    name: 'AWS IoT Core for LoRaWAN',
    addressLabel: 'LNS endpoint of the account',
    addressExample: 'a1b2c3d4e5f6g7.lns.lorawan.eu-west-1.amazonaws.com',
    lns: {
      port: 443,
      credential: 'certificate',
      rights: [],
      keyPlace: {
        steps:
          'AWS IoT console → LPWAN devices → Gateways → Add gateway → Create certificate and download the certificate files.',
        url: null,
      },
    },
    cups: {
      port: 443,
      credential: 'certificate',
      rights: [],
      keyPlace: {
        steps: 'The same certificate files as for the LNS; the endpoint has .cups. where the LNS has .lns.',
        url: null,
      },
    },
    roots: ['amazon-root-ca-1', 'starfield-services-root-g2', 'amazon-root-ca-3'],
    rootHint: 'lns.trust of the server trust certificates that AWS offers when the gateway is added.',
    traps: [
      'The gateway has to be added with the same EUI, and its certificate associated with it.',
      'The two endpoints have different trust files: lns.trust and cups.trust.',
    ],
  },
  {
    id: 'thingpark',
    name: 'ThingPark',
    addressLabel: 'Address that the platform shows for Basics Station',
    addressExample: 'lns.example.com:443',
    lns: {
      port: null,
      credential: 'certificate',
      rights: [],
      keyPlace: {
        steps:
          'Add the base station in ThingPark as “Semtech Basics Station”; the platform’s own CUPS hands it certificate and LNS address.',
        url: null,
      },
    },
    cups: { port: 443, credential: 'either', rights: [], keyPlace: { steps: OPERATOR_ROOT, url: null } },
    roots: ['amazon-root-ca-1', 'isrg-root-x1'],
    rootHint: OPERATOR_ROOT,
    traps: [
      'ThingPark normally provisions base stations through its own CUPS. A gateway that stays on Gatehouse needs the LNS address, certificate and key as files from the operator.',
      'Its LRR-UUID begins with 0016C0 for Basics Station; the part behind it is the gateway ID.',
    ],
  },
  {
    id: 'loriot',
    name: 'LORIOT',
    addressLabel: 'Server address and port of the gateway page',
    addressExample: 'lns.example.com:443',
    lns: {
      port: null,
      credential: 'either',
      rights: [],
      keyPlace: {
        steps:
          'Register the gateway with the platform “Basics Station”; its page shows address, port and the files to use.',
        url: null,
      },
    },
    cups: null,
    roots: [],
    rootHint: OPERATOR_ROOT,
    traps: ['Address and port differ from server to server: copy both from the gateway’s page.'],
  },
  {
    id: 'own',
    name: 'Another network server',
    addressLabel: 'Address and port',
    addressExample: 'wss://lns.example.com:8887',
    lns: { port: null, credential: 'either', rights: [], keyPlace: { steps: OPERATOR_ROOT, url: null } },
    cups: { port: 443, credential: 'either', rights: [], keyPlace: { steps: OPERATOR_ROOT, url: null } },
    roots: [],
    rootHint: OPERATOR_ROOT,
    traps: ['The server’s certificate has to name the host as dNSName or CN: Station never compares IP addresses.'],
  },
]

export function networkOf(id: NetworkId): Network {
  const network = NETWORKS.find((one) => one.id === id)
  if (!network) throw new TypeError(`no such network: ${id}`)
  return network
}

const SCHEMES: Readonly<Record<Side, { readonly secure: string; readonly plain: string }>> = {
  lns: { secure: 'wss', plain: 'ws' },
  cups: { secure: 'https', plain: 'http' },
}

/**
 * The URI for an address as people paste it: a host, host and port, or the URL of a console with its path. The port of the
 * network is added where none is given. The result is one that Station takes (`parseTargetUri`).
 */
export function networkUri(network: Network, side: Side, address: string): Result<{ uri: string; host: string }> {
  const target = network[side]
  if (!target) return refuse(`${network.name} has no CUPS that gateways are led to by an address. Set its LNS.`)
  const text = address.trim().replace(/^["'<]+|[>"']+$/g, '')
  if (text === '') return refuse(`The address is empty. Write it like ${network.addressExample}`)
  const [, scheme = '', rest = ''] = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(.*)$/is.exec(text) ?? []
  const { secure, plain } = SCHEMES[side]
  const given = scheme.toLowerCase()
  if (given && !['ws', 'wss', 'http', 'https'].includes(given))
    return refuse(`The address begins with ${scheme.slice(0, 16)}://. Write it like ${network.addressExample}`)
  const authority = rest.replace(/[/?#].*$/s, '')
  const [host = '', port = '', ...more] = authority.split(':')
  if (more.length > 0 || authority.includes('@') || host === '')
    return refuse(`“${text.slice(0, 80)}” is not the address of a server. Write it like ${network.addressExample}`)
  const isPlain = given === plain && port !== ''
  const chosen = portOf(target, side, given, port)
  if (chosen === undefined)
    return refuse(`The port is missing, and ${network.name} has no usual one. Write it like ${network.addressExample}`)
  const uri = `${isPlain ? plain : secure}://${withSideOf(network, side, host)}:${chosen}`
  const parsed = parseTargetUri(uri, side === 'lns' ? 'tc' : 'cups')
  return parsed.ok ? ok({ uri, host: parsed.value.host }) : parsed
}

/** A port that belongs to a web page (`https://…`) is not the one of the LNS. */
function portOf(target: NetworkSide, side: Side, scheme: string, port: string): string | undefined {
  const web = side === 'lns' && (scheme === 'http' || scheme === 'https')
  if (port !== '' && !(web && target.port !== null)) return port
  return target.port === null ? undefined : String(target.port)
}

/** The endpoints of an AWS account differ in one label. */
function withSideOf(network: Network, side: Side, host: string): string {
  return network.id === 'aws-iot-core' ? host.replace(/\.(?:lns|cups)\.lorawan\./i, `.${side}.lorawan.`) : host
}
