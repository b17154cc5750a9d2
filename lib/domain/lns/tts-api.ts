/**
 * The requests to The Things Stack's HTTP API that make a gateway and its key, and what its answers mean. The key that they
 * are sent with may do this; it is never stored.
 */
import type { Eui } from '../identifiers.ts'
import { ok, type Result, refuse } from '../result.ts'
import { messageIn } from './check-report.ts'

export interface TtsAnswer {
  readonly status: number
  readonly body: string
}

/** Whose gateway it becomes: a user or an organization, by its id there. */
export interface Collaborator {
  readonly kind: 'user' | 'organization'
  readonly id: string
}

export interface NewGateway {
  readonly eui: Eui
  readonly gatewayId: string
  readonly name: string
  /** E.g. `EU_863_870_TTN`. */
  readonly frequencyPlan: string
  /** Host of the cluster that the gateway connects to. */
  readonly serverAddress: string
}

/** Ids of The Things Stack: 3 to 36 characters, lower case, digits and single dashes. */
const ID = /^[a-z0-9](?:-?[a-z0-9]){2,35}$/
const PLAN = /^[A-Z0-9_]{2,64}$/

/** Users, gateways and keys of The Things Stack Sandbox are all kept on eu1, whichever cluster a gateway uses. */
export const identityHost = (host: string): string =>
  host.toLowerCase().replace(/^[a-z]{2,3}\d\.cloud\.thethings\.network$/, 'eu1.cloud.thethings.network')

export function checkTtsId(id: string, what: string): Result<string> {
  return ID.test(id)
    ? ok(id)
    : refuse(`The ${what} is not one of The Things Stack: 3 to 36 lower-case letters, digits and single dashes.`)
}

export const checkFrequencyPlan = (plan: string): Result<string> =>
  PLAN.test(plan)
    ? ok(plan)
    : refuse('The frequency plan is written like EU_863_870_TTN. Take it from the list of The Things Stack.')

export const createGatewayPath = ({ kind, id }: Collaborator): string =>
  `/api/v3/${kind === 'user' ? 'users' : 'organizations'}/${encodeURIComponent(id)}/gateways`

export const gatewayPath = (gatewayId: string): string =>
  `/api/v3/gateways/${encodeURIComponent(gatewayId)}?field_mask=ids`

export const createKeyPath = (gatewayId: string): string => `/api/v3/gateways/${encodeURIComponent(gatewayId)}/api-keys`

export const AUTH_INFO_PATH = '/api/v3/auth_info'

export function createGatewayBody({ eui, gatewayId, name, frequencyPlan, serverAddress }: NewGateway): string {
  return JSON.stringify({
    gateway: {
      ids: { gateway_id: gatewayId, eui: eui.toUpperCase() },
      name,
      gateway_server_address: serverAddress,
      frequency_plan_ids: [frequencyPlan],
      require_authenticated_connection: true,
      enforce_duty_cycle: true,
      schedule_anytime_delay: '0.530s',
    },
  })
}

export const createKeyBody = (name: string): string => JSON.stringify({ name, rights: ['RIGHT_GATEWAY_LINK'] })

/** `exists`: somebody has this id or EUI already, perhaps this very user. */
export function readCreatedGateway(answer: TtsAnswer): Result<'created' | 'exists'> {
  if (answer.status === 200) return ok('created')
  const { name, message } = faultOf(answer)
  if (answer.status === 409 && (name === '' || /id_taken|already_exists/.test(name))) return ok('exists')
  if (answer.status === 409)
    return refuse(
      `A gateway with this EUI is registered already, under another id or by somebody else${message}. Give its id there, or have it released.`,
    )
  return refuse(explain(answer, 'create a gateway under this account', 'Create a gateway under the account'))
}

/** The EUI of a gateway that exists; a refusal where the key may not see it: then it is somebody else's. */
export function readGatewayEui(answer: TtsAnswer): Result<string> {
  const json = jsonOf(answer.body) as { ids?: { eui?: unknown } } | undefined
  if (answer.status === 200) return ok(typeof json?.ids?.eui === 'string' ? json.ids.eui.toLowerCase() : '')
  return refuse(
    'This id is taken on The Things Stack by a gateway that the key may not see: somebody else’s, or one that was deleted. Choose another id.',
  )
}

export interface MadeKey {
  readonly id: string
  readonly key: string
}

export function readCreatedKey(answer: TtsAnswer): Result<MadeKey> {
  const json = jsonOf(answer.body) as { id?: unknown; key?: unknown } | undefined
  if (answer.status === 200 && typeof json?.key === 'string' && /^[\x21-\x7e]{10,500}$/.test(json.key))
    return ok({ id: typeof json.id === 'string' ? json.id.slice(0, 64) : '', key: json.key })
  return refuse(explain(answer, 'make API keys of this gateway', 'View and edit gateway API keys'))
}

/** What a key is for and may do, or undefined where the server does not tell. */
export interface KeyFacts {
  readonly entity: 'gateway' | 'user' | 'organization' | 'application' | 'unknown'
  readonly gatewayId: string | null
  readonly eui: string | null
  readonly rights: readonly string[]
}

/** The answer to `auth_info`. `invalid`: The Things Stack does not know the key. */
export function readAuthInfo(answer: TtsAnswer): KeyFacts | 'invalid' | undefined {
  if (answer.status === 401 || answer.status === 403) return 'invalid'
  const json = jsonOf(answer.body) as
    | { api_key?: { api_key?: { rights?: unknown }; entity_ids?: Record<string, Record<string, unknown>> } }
    | undefined
  if (answer.status !== 200 || !json?.api_key) return undefined
  const { api_key: key, entity_ids: ids = {} } = json.api_key
  const entity = (['gateway', 'user', 'organization', 'application'] as const).find((one) => ids[`${one}_ids`])
  const gateway = ids.gateway_ids
  const text = (value: unknown) => (typeof value === 'string' ? value : null)
  return {
    entity: entity ?? 'unknown',
    gatewayId: text(gateway?.gateway_id),
    eui: text(gateway?.eui)?.toLowerCase() ?? null,
    rights: Array.isArray(key?.rights) ? key.rights.filter((right) => typeof right === 'string') : [],
  }
}

/** A sentence where this key would not connect this gateway; null where it would. */
export function judgeLinkKey(facts: KeyFacts, eui: Eui): string | null {
  const has = (right: string) => facts.rights.includes(right)
  if (facts.entity === 'application')
    return 'This key belongs to an application. Make one at the gateway: Gateways → API keys.'
  if (facts.entity === 'gateway' && facts.eui && facts.eui !== eui)
    return `This key belongs to another gateway, ${facts.gatewayId ?? facts.eui.toUpperCase()}. Make one at the gateway itself.`
  if (has('RIGHT_GATEWAY_LINK') || has('RIGHT_GATEWAY_ALL') || has('RIGHT_ALL')) return null
  return 'This key lacks the right “Link as Gateway to a Gateway Server for traffic exchange, i.e. write uplink and read downlink”. Make a key with it.'
}

/** It would work, and it may do more than a gateway should. */
export function excessOfKey(facts: KeyFacts): string | null {
  if (facts.entity === 'user' || facts.entity === 'organization')
    return `This is a key of ${facts.entity === 'user' ? 'a user' : 'an organization'}: whoever reads it off one gateway holds all that it may do. Make one at the gateway, with one right.`
  return facts.rights.length > 1
    ? `This key has ${facts.rights.length} rights; a gateway needs one. Whoever reads it off the gateway holds them all.`
    : null
}

function explain(answer: TtsAnswer, what: string, right: string): string {
  const { message } = faultOf(answer)
  if (answer.status === 401)
    return `The Things Stack does not know this key${message}. Check that it is of this deployment, and whole.`
  if (answer.status === 403) return `This key may not ${what}${message}. It needs the right “${right}”.`
  if (answer.status === 404)
    return `The Things Stack does not know this account or gateway${message}. Check the ids and the address.`
  if (answer.status === 400) return `The Things Stack did not take the request${message}.`
  if (answer.status === 429) return 'The Things Stack asks for fewer requests (429). Try again in some minutes.'
  return `The Things Stack answered ${answer.status}${message}. Check the address, and try again.`
}

/** The name of an error, e.g. `id_taken`, and its message in brackets. */
function faultOf({ body }: TtsAnswer): { name: string; message: string } {
  const json = jsonOf(body) as { message?: unknown; details?: readonly { name?: unknown }[] } | undefined
  const named = Array.isArray(json?.details) ? json.details.find((one) => typeof one?.name === 'string') : undefined
  const message = messageIn(body).replace(/^error:[\w/]+:\w+ \((.*)\)$/, '$1')
  return { name: typeof named?.name === 'string' ? named.name : '', message: message ? ` (“${message}”)` : '' }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) ?? undefined
  } catch {
    return undefined
  }
}
