/** What the wizard holds, and the requests that are made of it. */

import { SENT, type Secrets } from '#lib/client/call.ts'
import type { CredentialField } from '#lib/client/contracts.ts'
import type { Composed, Network, NetworkBody, NetworkCheck } from '#lib/client/lns-api.ts'
import type { ItemDraft } from '#lib/client/setup-draft.ts'
import { formatId6, parseEui } from '#lib/domain/identifiers.ts'

export type GivenFile = Extract<ItemDraft, { mode: 'set' }>

export interface ConnectDraft {
  readonly network: Network
  readonly side: 'lns' | 'cups'
  readonly address: string
  readonly apiKey: string
  /** Id of a root; empty: the one that the check finds. */
  readonly root: string
  readonly files: Readonly<Partial<Record<CredentialField, GivenFile>>>
  readonly discovery: boolean
  /** Also open the data link in the check. */
  readonly link: boolean
  /** Identifiers as typed, one per line. */
  readonly gateways: string
}

export const firstDraft = (network: Network, gateways: readonly string[]): ConnectDraft => ({
  network,
  side: 'lns',
  address: '',
  apiKey: '',
  root: '',
  files: {},
  discovery: false,
  link: false,
  gateways: gateways.join('\n'),
})

/** The gateways that are meant, as ID6, and the words that are none. */
export function readGateways(text: string): { readonly ids: readonly string[]; readonly wrong: readonly string[] } {
  const ids = new Set<string>()
  const wrong: string[] = []
  for (const word of text.split(/[\s,;]+/).filter(Boolean)) {
    const parsed = parseEui(word)
    if (parsed.ok) ids.add(formatId6(parsed.value))
    else wrong.push(word)
  }
  return { ids: [...ids], wrong }
}

/** Secrets go through `as`. */
export function bodyOf({ network, side, address, apiKey, root, files }: ConnectDraft, as: Secrets = SENT): NetworkBody {
  const file = (field: CredentialField, given: GivenFile) =>
    as.file(given.base64, `${side === 'lns' ? 'tc' : 'cups'}.${field}`)
  return {
    network: network.id,
    side,
    address,
    ...(apiKey && !files.key ? { apiKey: as.variable(apiKey, 'NETWORK_KEY') } : {}),
    ...(files.trust ? { trust: file('trust', files.trust) } : root ? { root } : {}),
    ...(files.crt ? { crt: file('crt', files.crt) } : {}),
    ...(files.key ? { key: file('key', files.key) } : {}),
  }
}

/** What a check found, and what would be set. */
export interface Tried {
  readonly check: NetworkCheck
  readonly composed: Composed
}
