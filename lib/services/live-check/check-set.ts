/**
 * The live check of a set: connects as the gateway would, TLS against this one trust, with these very credentials, and says
 * what came back. An LNS is asked at `/router-info`. A CUPS gets one check-in that asks for nothing (docs/decisions/0103);
 * Gatehouse itself is never checked in with. Nothing is stored, and nothing of an answer is passed on.
 */
import type { CredentialSet } from '#lib/domain/credential-set.ts'
import { type Eui, formatEui64 } from '#lib/domain/identifiers.ts'
import { type CheckItem, explainCupsStatus, explainRouterError, explainUpgrade } from '#lib/domain/lns/check-report.ts'
import type { Network } from '#lib/domain/lns/networks.ts'
import { rootsOfChain } from '#lib/domain/lns/roots.ts'
import { type MuxsUri, parseMuxsUri, readRouterInfo, routerQuestion } from '#lib/domain/lns/router-info.ts'
import {
  askStationServer,
  type LinkFailure,
  type LinkLimits,
  type LinkStep,
  openStationLink,
  openStationSocket,
  type StationTarget,
} from '#lib/outbound/station-link.ts'
import type { OutboundPolicy } from '#lib/outbound/vet-address.ts'
import type { Context } from '../context.ts'
import { describeChain } from '../lns/describe-chain.ts'
import { nameOfTrust } from '../lns/name-of-trust.ts'
import { askUpdateInfo } from './ask-update-info.ts'

export interface SetCheck {
  readonly network: Network
  readonly set: CredentialSet
  readonly target: Pick<StationTarget, 'secure' | 'host' | 'port'>
  readonly gateway: Eui
  /** LNS: also opens the data link and ends it at once. */
  readonly link?: boolean
  /** LNS: more to be said once it has answered. */
  readonly more?: (items: CheckItem[]) => Promise<void>
  /** CUPS: the body of its check-in; null: the server is this very one, which is not checked in with. */
  readonly updateInfo?: string | null
  /** The key was stored for another server: it is not sent to this one. */
  readonly withoutKey?: boolean
}

export interface SetChecked {
  /** DER, the server's own certificate first. */
  readonly chain: readonly Buffer[]
  /** Where the data link goes. */
  readonly muxs: string | null
}

/** Items in the order in which they became known, each with its time from the start. */
class Report {
  readonly items: CheckItem[]
  readonly #start = performance.now()
  readonly #marks = new Map<LinkStep, number>()

  constructor(items: CheckItem[]) {
    this.items = items
  }

  readonly mark = (step: LinkStep): void => {
    this.#marks.set(step, this.#now())
  }

  add(step: CheckItem['step'], outcome: CheckItem['outcome'], detail: string, at?: LinkStep): void {
    this.items.push({ step, outcome, detail, ms: (at && this.#marks.get(at)) ?? this.#now() })
  }

  #now(): number {
    return Math.round(performance.now() - this.#start)
  }
}

export async function checkLns(
  context: Context,
  check: SetCheck,
  items: CheckItem[],
  limits: LinkLimits,
): Promise<SetChecked> {
  const { network, gateway } = check
  const report = new Report(items)
  const target = targetOf(check, report)
  const { outbound } = context.site
  if (check.withoutKey) return { chain: await onlyGreet(context, check, report, limits, outbound), muxs: null }
  const answer = await askStationServer(outbound, target, '/router-info', routerQuestion(gateway), limits)
  if (!answer.ok) {
    tellFailure(context, check, answer, report)
    return { chain: answer.chain ?? [], muxs: null }
  }
  tellConnected(check, answer.protocol, report)
  const { chain } = answer
  report.add('upgrade', 'good', 'The LNS opened the WebSocket of /router-info.', 'upgrade')
  const info = readRouterInfo(answer.text)
  if (!info.ok) {
    report.add('answer', 'failed', info.error)
    return { chain, muxs: null }
  }
  if (info.value.kind === 'error') {
    report.add('answer', 'failed', explainRouterError(info.value.error, gateway, network))
    return { chain, muxs: null }
  }
  const { target: muxs, router } = info.value
  tellAnswer(check, muxs, router, report)
  await check.more?.(items)
  if (check.link) await openLink(context, check, muxs.uri, report, limits)
  else
    report.add(
      'link',
      'skipped',
      'The data link was not opened: that would cut the link of a gateway that is connected.',
    )
  return { chain, muxs: muxs.uri }
}

function tellAnswer({ gateway, target }: SetCheck, muxs: MuxsUri, router: Eui | null, report: Report): void {
  if (router && router !== gateway)
    report.add('answer', 'note', `The answer is for ${formatEui64(router)}, not for this gateway.`)
  report.add('answer', 'good', `The LNS knows this gateway. Its data link goes to ${muxs.uri}.`)
  if (target.secure && !muxs.secure)
    report.add('answer', 'note', 'The data link is without TLS: anybody on the way reads along.')
}

const ANYWHERE: OutboundPolicy['allow'] = '0.0.0.0/0,::/0'

export async function checkCups(
  context: Context,
  check: SetCheck,
  items: CheckItem[],
  limits: LinkLimits,
): Promise<SetChecked> {
  const report = new Report(items)
  const ours = check.updateInfo === null
  // Our own address is the operator's choice, not a user's: it may lie in any network.
  const policy = ours ? { ...context.site.outbound, allow: ANYWHERE } : context.site.outbound
  if (ours || check.withoutKey) {
    const chain = await onlyGreet(context, check, report, limits, policy)
    if (ours && chain.length > 0 && items.every(({ outcome }) => outcome !== 'failed'))
      report.add('key', 'good', OWN_SERVER[check.set.keyKind])
    return { chain, muxs: null }
  }
  const link = await openStationLink(policy, targetOf(check, report), limits)
  if (!link.ok) {
    tellFailure(context, check, link, report)
    return { chain: link.chain ?? [], muxs: null }
  }
  tellConnected(check, link.protocol, report)
  const { host, port } = check.target
  const answer = await askUpdateInfo(link, `${host}:${port}`, check.updateInfo ?? '{}', limits.answerMs)
  for (const { step, outcome, detail } of explainCupsStatus(answer, check.set.keyKind))
    report.add(step, outcome, detail)
  return { chain: link.chain, muxs: null }
}

const targetOf = ({ target, set }: SetCheck, report: Report): StationTarget => ({
  ...target,
  credentials: set,
  onStep: report.mark,
})

const OWN_SERVER: Readonly<Record<CredentialSet['keyKind'], string>> = {
  token: 'This is Gatehouse itself: it lets the gateway in with this token as soon as the gateway was sent it.',
  'private-key':
    'This is Gatehouse itself: it lets the gateway in with this client certificate as soon as the gateway was sent it.',
  none: 'This is Gatehouse itself, and it lets no gateway in without a credential. Give a token or a client certificate.',
}

/** Stands for the key that is not shown to this server; it is not sent. */
const NO_KEY = Buffer.from('Authorization: none\r\n')

/** Connection, TLS and name; nothing is asked, and no key is used. */
async function onlyGreet(
  context: Context,
  check: SetCheck,
  report: Report,
  limits: LinkLimits,
  policy: OutboundPolicy | undefined,
): Promise<readonly Buffer[]> {
  const target = targetOf(check, report)
  const credentials = check.withoutKey ? { trust: check.set.trust, crt: null, key: NO_KEY } : check.set
  const link = await openStationLink(policy, { ...target, credentials }, limits)
  if (!link.ok) {
    tellFailure(context, check, link, report)
    return link.chain ?? []
  }
  link.socket.destroy()
  tellConnected(check, link.protocol, report)
  if (check.withoutKey)
    report.add(
      'key',
      'skipped',
      'The stored key was given for another server and is not sent to this one in a check. Give it again to try it.',
    )
  return link.chain
}

async function openLink(
  context: Context,
  { network, set }: SetCheck,
  uri: string,
  report: Report,
  limits: LinkLimits,
): Promise<void> {
  const muxs = parseMuxsUri(uri)
  if (!muxs.ok) return
  const { path, ...target } = muxs.value
  const opened = await openStationSocket(context.site.outbound, { ...target, credentials: set }, path, limits)
  if (opened.ok) {
    opened.socket.terminate()
    report.add('link', 'good', 'The data link opened with these credentials.')
    return
  }
  const detail =
    opened.status === undefined
      ? `The data link did not open: ${opened.detail}`
      : explainUpgrade({ status: opened.status, body: opened.body ?? '' }, network, path)
  report.add('link', 'failed', detail)
}

function tellConnected({ target, set }: SetCheck, protocol: string | null, report: Report): void {
  report.add('connect', 'good', `${target.host} answers on port ${target.port}.`, 'connect')
  if (!target.secure) return
  const trust = `The server’s certificate leads to ${nameOfTrust(set.trust)} (${protocol ?? 'TLS'}).`
  report.add('trust', 'good', trust, 'tls')
  report.add('name', 'good', `It names ${target.host}.`, 'tls')
}

function tellFailure(context: Context, check: SetCheck, failure: LinkFailure, report: Report): void {
  const { network, target } = check
  const { step, status, body = '', chain = [] } = failure
  if (step === 'upgrade' || step === 'answer') {
    tellConnected(check, null, report)
    report.add(
      step,
      'failed',
      status === undefined ? failure.detail : explainUpgrade({ status, body }, network, '/router-info'),
    )
    return
  }
  if (step !== 'address' && step !== 'connect' && step !== 'credentials')
    report.add('connect', 'good', `${target.host} answers on port ${target.port}.`, 'connect')
  report.add(
    step === 'credentials' ? 'trust' : step,
    'failed',
    step === 'trust' ? `${failure.detail} ${adviceOnTrust(context, network.roots, chain)}` : failure.detail,
  )
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
