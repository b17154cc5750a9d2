/**
 * From a network, an address and a key or files to the set that a gateway would hold: the rules of setup decide, so that what
 * is composed or checked here is what `setup` takes (owner-api.md).
 */
import { findLiveSets, findOwnedGateway } from '#lib/db/gateways.ts'
import { AppError } from '#lib/domain/app-error.ts'
import type { Category, CredentialSet } from '#lib/domain/credential-set.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import { bearerLine, readApiKey } from '#lib/domain/lns/api-key.ts'
import { type Network, type NetworkId, networkOf, networkUri, type Side } from '#lib/domain/lns/networks.ts'
import { ROOTS } from '#lib/domain/lns/roots.ts'
import { FIELD_NAMES, mergeCategory } from '#lib/domain/setup.ts'
import { hostPort } from '#lib/domain/target-uri.ts'
import type { Context } from '../context.ts'
import { isOurCupsUri } from '../credential-store.ts'
import { openSet } from '../open-set.ts'
import { NOT_YOURS } from '../sentences.ts'

export interface NetworkInput {
  readonly network: NetworkId
  readonly side: Side
  readonly address: string
  /** As pasted; becomes `Authorization: Bearer …`. */
  readonly apiKey?: string | undefined
  /** A root of the list, in place of `trust`. */
  readonly root?: string | undefined
  /** Files: PEM, or Base64 of PEM, DER or the token header. */
  readonly trust?: string | undefined
  readonly crt?: string | undefined
  readonly key?: string | undefined
  /** What is not given is taken from what this gateway is wanted to have, when that is for the same server. */
  readonly gateway?: Eui | undefined
}

export interface Fault {
  /** `address`, `apiKey`, `root`, `trust`, `crt` or `key`. */
  readonly field: string
  readonly detail: string
}

export interface NetworkSet {
  readonly network: Network
  readonly category: Category
  readonly uri: string | null
  /** Without scheme and port. */
  readonly host: string | null
  /** Null while something is missing or wrong. */
  readonly set: CredentialSet | null
  readonly faults: readonly Fault[]
  readonly warnings: readonly Fault[]
}

export const OWN_ADDRESS =
  'This is the address of Gatehouse itself, not of a network server. To lead gateways through discovery here, give the network’s address and switch discovery on.'

/** Reads everything and stores nothing. Throws `not_found` for a gateway that is not the owner's. */
export async function readNetworkSet(context: Context, ownerId: Eui, input: NetworkInput): Promise<NetworkSet> {
  const network = networkOf(input.network)
  const category: Category = input.side === 'lns' ? 'tc' : 'cups'
  const warnings: Fault[] = []
  const desired = input.gateway ? await storedSet(context, ownerId, input.gateway, category) : null
  const nothing = { network, category, uri: null, host: null, set: null, warnings }
  const target = networkUri(network, input.side, input.address)
  if (!target.ok) return { ...nothing, faults: [{ field: 'address', detail: target.error }] }
  const { uri, host } = target.value
  const known = { ...nothing, uri, host }
  if (context.site.gatewayHosts.includes(hostPort(uri) ?? ''))
    return { ...known, faults: [{ field: 'address', detail: OWN_ADDRESS }] }
  const key = readKey(input, warnings)
  if (!key.ok) return { ...known, faults: [key.fault] }
  const trust = trustOf(input)
  if (trust === undefined)
    return { ...known, faults: [{ field: 'root', detail: 'There is no such root in the list.' }] }
  // A key that is stored for one server is never sent to another one.
  const current = desired && hostPort(desired.uri) === hostPort(uri) ? desired : null
  const change = mergeCategory(
    category,
    current,
    { uri, trust: trust ?? undefined, crt: crtPatch(input, current), key: key.value ?? undefined },
    { isOurs: (one) => isOurCupsUri(context.site, one), currentToken: null },
  )
  if (!change.ok) return { ...known, faults: [faultOf(category, change.error)] }
  const set = change.value.kind === 'set' ? change.value.set : change.value.kind === 'keep' ? current : null
  return { ...known, set, faults: [] }
}

type ReadKey = { readonly ok: true; readonly value: string | null } | { readonly ok: false; readonly fault: Fault }

function readKey({ apiKey, key }: NetworkInput, warnings: Fault[]): ReadKey {
  if (!apiKey) return { ok: true, value: key || null }
  if (key) return { ok: false, fault: { field: 'key', detail: 'Give an API key or a key file, not both.' } }
  const read = readApiKey(apiKey)
  if (!read.ok) return { ok: false, fault: { field: 'apiKey', detail: read.error } }
  warnings.push(...read.value.warnings.map((detail) => ({ field: 'apiKey', detail })))
  return { ok: true, value: Buffer.from(bearerLine(read.value.key)).toString('base64') }
}

/** Undefined for a root that is not in the list. */
function trustOf({ trust, root }: NetworkInput): string | null | undefined {
  if (trust) return trust
  if (!root) return null
  return ROOTS.find(({ id }) => id === root)?.pem
}

/** A new token takes the place of a stored certificate and its key. */
function crtPatch({ crt, apiKey }: NetworkInput, current: CredentialSet | null): string | null | undefined {
  if (crt) return crt
  return apiKey && current?.crt?.length ? null : undefined
}

async function storedSet(context: Context, ownerId: Eui, eui: Eui, category: Category): Promise<CredentialSet | null> {
  const gateway = await findOwnedGateway(context.sql, ownerId, eui)
  if (!gateway) throw new AppError('not_found', NOT_YOURS)
  const sets = await findLiveSets(context.sql, ownerId, [eui])
  const version = category === 'cups' ? gateway.cupsVersion : gateway.tcVersion
  return openSet(context, sets, category, version)
}

function faultOf(category: Category, error: string): Fault {
  const names = FIELD_NAMES[category]
  const field = (['uri', 'trust', 'crt', 'key'] as const).find((one) => error.startsWith(`${names[one]}: `))
  if (!field) return { field: 'address', detail: error }
  return { field: field === 'uri' ? 'address' : field, detail: error.slice(names[field].length + 2) }
}
