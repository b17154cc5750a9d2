/**
 * The live check of a network: the set that is composed of address and key, tried as the gateway would use it (check-set.ts),
 * with what the network itself says of the key.
 */
import type { CredentialSet } from '#lib/domain/credential-set.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import type { CheckItem } from '#lib/domain/lns/check-report.ts'
import { ROOTS, type Root, rootsOfChain } from '#lib/domain/lns/roots.ts'
import { AUTH_INFO_PATH, excessOfKey, identityHost, judgeLinkKey, readAuthInfo } from '#lib/domain/lns/tts-api.ts'
import { parseTargetUri } from '#lib/domain/target-uri.ts'
import { tokenValueOf } from '#lib/domain/token.ts'
import { CHECK_LIMITS, type LinkLimits, openStationLink } from '#lib/outbound/station-link.ts'
import type { Context } from '../context.ts'
import { loadListenerTrust } from '../listener-trust.ts'
import { checkCups, checkLns, type SetCheck } from '../live-check/check-set.ts'
import { updateInfoOf } from '../live-check/update-info-of.ts'
import { callTts } from './call-tts.ts'
import { describeChain, type PresentedCertificate } from './describe-chain.ts'
import { nameOfTrust } from './name-of-trust.ts'
import { type Fault, type NetworkInput, type NetworkSet, readNetworkSet } from './network-set.ts'

export interface CheckInput extends NetworkInput {
  readonly gateway: Eui
  /** Also opens the data link and ends it at once: this proves the key, and cuts the link of a gateway that is connected. */
  readonly link: boolean
  /** The gateway is to be led through discovery here. */
  readonly discovery: boolean
  /** `host[:port]` of The Things Stack's API where it is not that of the address. */
  readonly apiAddress?: string | undefined
}

export interface NetworkCheck {
  readonly ok: boolean
  readonly items: readonly CheckItem[]
  /** Input that has to be mended before anything can be asked. */
  readonly errors: readonly Fault[]
  /** What the server presented, its own certificate first. */
  readonly presented: readonly PresentedCertificate[]
  /** Known roots that its chain leads to, the best first. */
  readonly roots: readonly Root[]
  /** Where the data link goes. */
  readonly muxs: string | null
  readonly ms: number
}

type Items = CheckItem[]

export async function checkNetwork(
  context: Context,
  ownerId: Eui,
  input: CheckInput,
  limits: LinkLimits = CHECK_LIMITS,
): Promise<NetworkCheck> {
  const begun = performance.now()
  const read = await readNetworkSet(context, ownerId, input)
  const items: Items = []
  const result = (more: Partial<NetworkCheck> = {}): NetworkCheck => ({
    ok: items.length > 0 && items.every(({ outcome }) => outcome !== 'failed'),
    items,
    errors: read.faults,
    presented: [],
    roots: [],
    muxs: null,
    ms: Math.round(performance.now() - begun),
    ...more,
  })
  if (!read.set || !read.uri) {
    const chain = await probe(context, read, limits)
    return result({ ok: false, ...chainFacts(context, read, chain) })
  }
  const parsed = parseTargetUri(read.uri, read.category)
  if (!parsed.ok) return result({ ok: false })
  const check: SetCheck = { network: read.network, set: read.set, target: parsed.value, gateway: input.gateway }
  if (input.side === 'cups') {
    const updateInfo = await updateInfoOf(context, ownerId, input.gateway, 'cups', read.set)
    const { chain } = await checkCups(context, { ...check, updateInfo }, items, limits)
    return result(chainFacts(context, read, chain))
  }
  const { set } = read
  const more = async () => {
    if (input.discovery) items.push(await judgeDetour(context, set))
    if (read.network.id === 'the-things-stack' && set.keyKind === 'token')
      await askKey(context, read, set, input, items)
  }
  const { chain, muxs } = await checkLns(context, { ...check, link: input.link, more }, items, limits)
  return result({ ...chainFacts(context, read, chain), muxs })
}

function chainFacts({ now }: Context, { network }: NetworkSet, chain: readonly Buffer[]) {
  return { presented: describeChain(chain), roots: rootsOfChain(chain, network.roots, now()) }
}

/** Only the server's chain: shows which root is the right one before there is any. Sends nothing. */
async function probe(context: Context, { uri, category }: NetworkSet, limits: LinkLimits): Promise<readonly Buffer[]> {
  const parsed = uri ? parseTargetUri(uri, category) : undefined
  if (!parsed?.ok || !parsed.value.secure) return []
  const any = Buffer.from(ROOTS[0]?.pem ?? '')
  const credentials = { trust: any, crt: null, key: null }
  const link = await openStationLink(context.site.outbound, { ...parsed.value, credentials }, limits)
  if (link.ok) link.socket.destroy()
  return link.chain ?? []
}

/** Station has one trust for discovery here and for the LNS behind it (rules.md 29). */
async function judgeDetour(context: Context, { trust }: CredentialSet): Promise<CheckItem> {
  const listener = await loadListenerTrust(context)
  if (trust && listener.covers(trust))
    return { step: 'trust', outcome: 'good', detail: 'This root also covers Gatehouse: discovery here can be used.' }
  return {
    step: 'trust',
    outcome: 'failed',
    detail: `${nameOfTrust(trust)} does not cover the certificate of Gatehouse, and Station has one trust for both: discovery here cannot be used with this network server.`,
  }
}

/** What The Things Stack says of the key itself: its discovery does not look at it. */
async function askKey(
  context: Context,
  { host }: NetworkSet,
  set: CredentialSet,
  input: CheckInput,
  items: Items,
): Promise<void> {
  const value = tokenValueOf(
    Buffer.from(set.key ?? [])
      .toString('latin1')
      .replace(/^[^:]*:/, ''),
  )
  const api = input.apiAddress ?? identityHost(host ?? '')
  // A key that is stored for one server is never sent to another one; whoever names another server gives the key, too.
  const isTyped = Boolean(input.apiKey || input.key)
  if (!isTyped && input.apiAddress && hostOfApi(input.apiAddress) !== host?.toLowerCase()) {
    const detail =
      'What the stored key may do was not asked: it was given for another server. Enter the key to ask this API.'
    items.push({ step: 'key', outcome: 'skipped', detail })
    return
  }
  const answer = await callTts(context, { api, path: AUTH_INFO_PATH, authorization: value, trust: set.trust })
  const facts = answer.ok ? readAuthInfo(answer.value) : undefined
  if (facts === undefined) {
    const why = answer.ok ? `its API answered ${answer.value.status}` : answer.error
    items.push({ step: 'key', outcome: 'skipped', detail: `What the key may do could not be asked: ${why}` })
    return
  }
  const fault =
    facts === 'invalid'
      ? `The Things Stack at ${api} does not know this key, or it has expired.`
      : judgeLinkKey(facts, input.gateway)
  const excess = facts === 'invalid' ? null : excessOfKey(facts)
  items.push(
    fault
      ? { step: 'key', outcome: 'failed', detail: fault }
      : excess
        ? { step: 'key', outcome: 'note', detail: excess }
        : { step: 'key', outcome: 'good', detail: 'The key has the one right that a gateway needs.' },
  )
}

const hostOfApi = (api: string): string => api.toLowerCase().replace(/:\d*$/, '')
