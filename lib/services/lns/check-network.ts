/**
 * The live check of a network: connects as the gateway would, with these very credentials, and says what came back. The LNS is
 * asked at `/router-info`. A CUPS is only greeted: a check-in there would count as one of the gateway, and might hand out or
 * change its credentials. Nothing is stored.
 */
import type { Socket } from 'node:net'
import type { CredentialSet } from '#lib/domain/credential-set.ts'
import { type Eui, formatEui64 } from '#lib/domain/identifiers.ts'
import { type CheckItem, explainRouterError, explainUpgrade } from '#lib/domain/lns/check-report.ts'
import { ROOTS, type Root, rootsOfChain } from '#lib/domain/lns/roots.ts'
import { parseMuxsUri, readRouterInfo, routerQuestion } from '#lib/domain/lns/router-info.ts'
import { AUTH_INFO_PATH, excessOfKey, identityHost, judgeLinkKey, readAuthInfo } from '#lib/domain/lns/tts-api.ts'
import { parseTargetUri } from '#lib/domain/target-uri.ts'
import { tokenValueOf } from '#lib/domain/token.ts'
import {
  askStationServer,
  CHECK_LIMITS,
  type LinkFailure,
  type LinkLimits,
  openStationLink,
  openStationSocket,
  type StationTarget,
} from '#lib/outbound/station-link.ts'
import type { Context } from '../context.ts'
import { loadListenerTrust } from '../listener-trust.ts'
import { callTts } from './call-tts.ts'
import { describeChain, type PresentedCertificate } from './describe-chain.ts'
import { type Fault, type NetworkInput, type NetworkSet, nameOfTrust, readNetworkSet } from './network-set.ts'

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
  const target: StationTarget = { ...parsed.value, credentials: read.set }
  if (input.side === 'cups') {
    const chain = await greetCups(context, read, target, items, limits)
    return result(chainFacts(context, read, chain))
  }
  const { chain, muxs } = await askLns(context, read, read.set, target, input, items, limits)
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

async function askLns(
  context: Context,
  read: NetworkSet,
  set: CredentialSet,
  target: StationTarget,
  input: CheckInput,
  items: Items,
  limits: LinkLimits,
): Promise<{ chain: readonly Buffer[]; muxs: string | null }> {
  const { network } = read
  const answer = await askStationServer(
    context.site.outbound,
    target,
    '/router-info',
    routerQuestion(input.gateway),
    limits,
  )
  if (!answer.ok) {
    tellFailure(context, read, target, answer, items)
    return { chain: answer.chain ?? [], muxs: null }
  }
  tellConnected(target, set, answer.protocol, items)
  const { chain } = answer
  items.push({ step: 'upgrade', outcome: 'good', detail: 'The LNS opened the WebSocket of /router-info.' })
  const info = readRouterInfo(answer.text)
  if (!info.ok) {
    items.push({ step: 'answer', outcome: 'failed', detail: info.error })
    return { chain, muxs: null }
  }
  if (info.value.kind === 'error') {
    const detail = explainRouterError(info.value.error, input.gateway, network)
    items.push({ step: 'answer', outcome: 'failed', detail })
    return { chain, muxs: null }
  }
  if (input.discovery) items.push(await judgeDetour(context, set))
  const { target: muxs, router } = info.value
  if (router && router !== input.gateway)
    items.push({
      step: 'answer',
      outcome: 'note',
      detail: `The answer is for ${formatEui64(router)}, not for this gateway.`,
    })
  items.push({
    step: 'answer',
    outcome: 'good',
    detail: `The LNS knows this gateway. Its data link goes to ${muxs.uri}.`,
  })
  if (target.secure && !muxs.secure)
    items.push({
      step: 'answer',
      outcome: 'note',
      detail: 'The data link is without TLS: anybody on the way reads along.',
    })
  if (network.id === 'the-things-stack' && set.keyKind === 'token') await askKey(context, read, set, input, items)
  if (input.link) await openLink(context, read, set, muxs.uri, items, limits)
  else
    items.push({
      step: 'link',
      outcome: 'skipped',
      detail: 'The data link was not opened: that would cut the link of a gateway that is connected.',
    })
  return { chain, muxs: muxs.uri }
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

async function openLink(
  context: Context,
  { network }: NetworkSet,
  set: CredentialSet,
  uri: string,
  items: Items,
  limits: LinkLimits,
): Promise<void> {
  const muxs = parseMuxsUri(uri)
  if (!muxs.ok) return
  const { path, ...target } = muxs.value
  const opened = await openStationSocket(context.site.outbound, { ...target, credentials: set }, path, limits)
  if (opened.ok) {
    opened.socket.terminate()
    items.push({ step: 'link', outcome: 'good', detail: 'The data link opened with these credentials.' })
    return
  }
  const detail =
    opened.status === undefined
      ? `The data link did not open: ${opened.detail}`
      : explainUpgrade({ status: opened.status, body: opened.body ?? '' }, network, path)
  items.push({ step: 'link', outcome: 'failed', detail })
}

/** TLS and one harmless request, without the token. */
async function greetCups(
  context: Context,
  read: NetworkSet,
  target: StationTarget,
  items: Items,
  limits: LinkLimits,
): Promise<readonly Buffer[]> {
  const link = await openStationLink(context.site.outbound, target, limits)
  if (!link.ok) {
    tellFailure(context, read, target, link, items)
    return link.chain ?? []
  }
  if (read.set) tellConnected(target, read.set, link.protocol, items)
  const status = await statusOf(link.socket, `${target.host}:${target.port}`, limits.answerMs)
  items.push(
    status === null
      ? { step: 'answer', outcome: 'failed', detail: 'The server does not answer in HTTP. Check the port.' }
      : status >= 500
        ? { step: 'answer', outcome: 'failed', detail: `The server, or a proxy before it, has a fault (${status}).` }
        : {
            step: 'answer',
            outcome: 'good',
            detail: `A web server answers at /update-info (${status} to GET, as expected).`,
          },
    {
      step: 'key',
      outcome: 'skipped',
      detail: 'The key was not tried: only a check-in would prove it, and that would count as one of the gateway.',
    },
  )
  return link.chain
}

function statusOf(socket: Socket, host: string, ms: number): Promise<number | null> {
  return new Promise((resolve) => {
    let head = ''
    const settle = (status: number | null) => {
      clearTimeout(timer)
      socket.destroy()
      resolve(status)
    }
    const timer = setTimeout(settle, ms, null)
    socket.on('data', (part: Buffer) => {
      head += part.toString('latin1')
      const status = /^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1]
      if (status) settle(Number(status))
      else if (head.length > 32) settle(null)
    })
    socket.once('error', () => settle(null))
    socket.once('close', () => settle(null))
    socket.write(`GET /update-info HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)
  })
}

function tellConnected(target: StationTarget, set: CredentialSet, protocol: string | null, items: Items): void {
  items.push({ step: 'connect', outcome: 'good', detail: `${target.host} answers on port ${target.port}.` })
  if (!target.secure) return
  const how = set.keyKind === 'token' ? 'the token' : 'the client certificate'
  items.push(
    {
      step: 'trust',
      outcome: 'good',
      detail: `The server’s certificate leads to ${nameOfTrust(set.trust)} (${protocol ?? 'TLS'}).`,
    },
    { step: 'name', outcome: 'good', detail: `It names ${target.host}. ${capital(how)} went along.` },
  )
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

function tellFailure(
  context: Context,
  { network, set }: NetworkSet,
  target: StationTarget,
  failure: LinkFailure,
  items: Items,
): void {
  const { step, status, body = '', chain = [] } = failure
  if (step === 'upgrade' || step === 'answer') {
    if (set) tellConnected(target, set, null, items)
    const detail = status === undefined ? failure.detail : explainUpgrade({ status, body }, network, '/router-info')
    items.push({ step, outcome: 'failed', detail })
    return
  }
  if (step !== 'address' && step !== 'connect' && step !== 'credentials')
    items.push({ step: 'connect', outcome: 'good', detail: `${target.host} answers on port ${target.port}.` })
  items.push({
    step: step === 'credentials' ? 'trust' : step,
    outcome: 'failed',
    detail: step === 'trust' ? `${failure.detail} ${adviceOnTrust(context, network.roots, chain)}` : failure.detail,
  })
}

/** Never the certificate that the server sent: that anybody could send. */
function adviceOnTrust(context: Context, preferred: readonly string[], chain: readonly Buffer[]): string {
  const [best] = rootsOfChain(chain, preferred, context.now())
  if (best) return `Its chain leads to ${best.name} (${best.operator}). Use this one root.`
  const issuer = describeChain(chain).at(-1)?.issuer
  return issuer
    ? `Its chain ends at “${issuer}”, which is none of the public roots: get that CA’s certificate from the operator.`
    : 'Get the certificate of its CA from the operator.'
}
