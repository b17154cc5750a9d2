/**
 * What setup makes of discovery by Gatehouse (rules.md 29): the gateway's tcUri becomes our address, and the owner's network
 * server is kept apart. Station uses one trust and one token for both, so what cannot cover both is refused before it is stored.
 */
import type { CredentialSet } from '../credential-set.ts'
import type { Eui } from '../identifiers.ts'
import { fillMuxsTemplate } from '../lns/router-info.ts'
import { ok, type Result, refuse } from '../result.ts'
import type { SetupChange } from '../setup.ts'
import { hostPort } from '../target-uri.ts'

/** How a set leads through us; null: straight to its URI. */
export interface Detour {
  /** The data link's URI where the network server is not to be asked; `{eui}` and the like are filled in. */
  readonly muxsTemplate: string | null
}

/** As in JSON: absent keeps, null and false or the empty string clear. */
export interface DiscoveryPatch {
  readonly lnsDiscovery?: boolean | null | undefined
  readonly lnsMuxs?: string | null | undefined
}

export interface DiscoveryContext {
  readonly eui: Eui
  /** `host:port` of the gateway listener; the first is the one that gateways are given. */
  readonly gatewayHosts: readonly string[]
  /** Whether a Station that trusts this CA accepts our listener under its first name. */
  covers(trust: Uint8Array): boolean
}

export type TcChange =
  | { readonly kind: 'keep' }
  | { readonly kind: 'clear' }
  /** `set.uri` is what the gateway is given; `lnsUri` the network server behind our address, null when it is given itself. */
  | {
      readonly kind: 'set'
      readonly set: CredentialSet
      readonly lnsUri: string | null
      readonly muxsTemplate: string | null
    }

/**
 * `change`: what the rules of setup made of the owner's set, whose URI is that of the network server. A refusal begins with the
 * parameter that it is about.
 */
export function mergeDiscovery(
  current: { readonly set: CredentialSet | null; readonly detour: Detour | null },
  change: SetupChange,
  patch: DiscoveryPatch,
  context: DiscoveryContext,
): Result<TcChange> {
  const { lnsDiscovery, lnsMuxs } = patch
  if (change.kind === 'clear')
    return lnsDiscovery
      ? refuse('lnsDiscovery: lnsUri is cleared, so there is nothing to refer to. Give lnsUri.')
      : ok(change)
  const set = change.kind === 'set' ? change.set : current.set
  const wanted = lnsDiscovery === undefined ? current.detour !== null : lnsDiscovery === true
  if (!set)
    return lnsDiscovery || lnsMuxs
      ? refuse('lnsDiscovery: no lnsUri is set that gateways could be referred to. Give lnsUri as well.')
      : ok({ kind: 'keep' })
  if (context.gatewayHosts.includes(hostPort(set.uri) ?? ''))
    return refuse(
      'lnsUri: this is the address of Gatehouse itself. Give the network server’s, and lnsDiscovery to lead gateways through here.',
    )
  if (!wanted) {
    if (lnsMuxs) return refuse('lnsMuxs: it is for discovery by Gatehouse. Give lnsDiscovery as well, or leave it out.')
    if (change.kind === 'keep' && current.detour === null) return ok({ kind: 'keep' })
    return ok({ kind: 'set', set, lnsUri: null, muxsTemplate: null })
  }
  const muxsTemplate = lnsMuxs === undefined ? (current.detour?.muxsTemplate ?? null) : lnsMuxs || null
  const fault = findFault(set, muxsTemplate, context)
  if (fault) return refuse(fault)
  if (change.kind === 'keep' && current.detour && current.detour.muxsTemplate === muxsTemplate)
    return ok({ kind: 'keep' })
  const own = `wss://${context.gatewayHosts[0]}`
  return ok({ kind: 'set', set: { ...set, uri: own }, lnsUri: set.uri, muxsTemplate })
}

function findFault(set: CredentialSet, muxsTemplate: string | null, context: DiscoveryContext): string | undefined {
  if (!set.uri.startsWith('wss://') || !set.trust)
    return 'lnsDiscovery: it needs a network server with TLS (wss): without credentials Gatehouse could not tell who asks.'
  if (!context.covers(set.trust))
    return 'lnsDiscovery: this lnsTrust does not cover the certificate of Gatehouse, and Station has one trust for both. Use a network server under the same root, or have the operator give this listener a certificate of that root.'
  if (!muxsTemplate) return undefined
  const filled = fillMuxsTemplate(muxsTemplate, context.eui)
  return filled.ok ? undefined : `lnsMuxs: ${filled.error}`
}
