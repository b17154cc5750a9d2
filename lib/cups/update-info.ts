/**
 * `handleUpdateInfo`: what a Station is answered, the same bytes on every listener (rules.md 1–2). Authenticate, decide,
 * store what must not be lost, answer, and record behind the answer.
 */
import { hash, timingSafeEqual } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import {
  applyCheckInEffects,
  type BatchRoot,
  findBatchRoots,
  type LookedUpGateway,
  lookUpGateways,
  type OfferedSet,
  rememberDerivedToken,
} from '#lib/db/check-ins.ts'
import { lookUpCertificates, type PresentedCertificate } from '#lib/db/client-cas.ts'
import {
  acceptedCredentials,
  type Credential,
  type Decision,
  decideCheckIn,
  type Presented,
} from '#lib/domain/check-in.ts'
import {
  type AnswerRecord,
  checkInFingerprint,
  formatCredential,
  recordAnswer,
  type SegmentLayout,
} from '#lib/domain/check-in-record.ts'
import { judgeCertificate, serialOf } from '#lib/domain/client-certificates/issued-certificate.ts'
import { NO_CHANGE } from '#lib/domain/cups-answer.ts'
import { MAX_REQUEST_BYTES, parseUpdateInfo, type ReportedState } from '#lib/domain/cups-request.ts'
import { type Eui, eui } from '#lib/domain/identifiers.ts'
import { tokenValueOf } from '#lib/domain/token.ts'
import { log } from '#lib/observability/log.ts'
import { counter, histogram } from '#lib/observability/meters.ts'
import { buildAnswer } from '#lib/services/build-answer.ts'
import type { Context } from '#lib/services/context.ts'
import { isOurCupsUri } from '#lib/services/credential-store.ts'
import { createBootstrapGate } from './bootstrap-gate.ts'
import { createBoundedQueue } from './bounded-queue.ts'
import { createCheckInRecorder } from './check-in-recorder.ts'
import { createFaultLog } from './fault-log.ts'
import { createFirmwareOffers, type FirmwareOffer } from './firmware-offers.ts'
import { createMicroBatch } from './micro-batch.ts'
import { createRefusalGate } from './refusal-gate.ts'
import type { StreamedBody } from './send-streamed.ts'

export interface UpdateInfoRequest {
  readonly body: Uint8Array
  /** The value of the Authorization header. */
  readonly authorization: string | undefined
  /** DER of the client certificate whose key the peer proved to hold. */
  readonly certificate: Uint8Array | undefined
  readonly address: string
  /** The Host header: which of our names was called. */
  readonly host?: string | undefined
}

export interface UpdateInfoAnswer {
  readonly status: 200 | 401
  /** Firmware is streamed: whoever is given it sends it, or abandons it. */
  readonly body: Buffer | StreamedBody
}

export interface UpdateInfoHandler {
  /** Null: the request is no Station's; its connection is to be destroyed without an answer. */
  handle(request: UpdateInfoRequest): Promise<UpdateInfoAnswer | null>
  /** Writes what is still to be recorded. */
  close(): Promise<void>
}

const checkIns = counter('gatehouse_checkins_total', 'Check-ins, by how they were answered.', ['answer'])
const checkInTime = histogram(
  'gatehouse_checkin_seconds',
  'From a whole check-in to its answer; refusals, which wait on purpose, are left out.',
  [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
)
const ANSWERS = { '': 'unchanged', '!': 'fault', '?': 'withheld', '+': 'firmware' } as const

const REFUSED: UpdateInfoAnswer = { status: 401, body: Buffer.alloc(0) }
const UNCHANGED: UpdateInfoAnswer = { status: 200, body: NO_CHANGE }
/** Every refusal takes this long, in milliseconds, whatever was wrong (rules.md 14). */
const REFUSAL_TIME = 100
const DERIVATIONS_WAITING = 500
/** Refusals that wait for a slow key provider; more are answered as a fault of ours. */
const REFUSALS_WAITING = 5_000
/** Whom a derivation in vain is for. */
const NOBODY = eui('0:0:0:0')
/** A Station waits 60 s; long before, it is told that nothing changes (rules.md 1). In milliseconds. */
const ANSWER_TIME = 10_000

/** An answer with the make-up of its segments. */
interface Made {
  readonly body: Buffer | StreamedBody
  readonly cups: SegmentLayout | null
  readonly tc: SegmentLayout | null
  /** In the fingerprint, for an answer that is not the decided one, or that is more. */
  readonly mark: '' | '!' | '?' | '+'
  readonly firmware?: FirmwareOffer
}

const NOTHING: Made = { body: NO_CHANGE, cups: null, tc: null, mark: '' }
const FAULT: Made = { ...NOTHING, mark: '!' }
const WITHHELD: Made = { ...NOTHING, mark: '?' }

/** One check-in on its way. */
interface Contact {
  /** The gateway was told that nothing changes, because its answer took too long. */
  late: boolean
  readonly receivedAt: Date
  /** By `performance.now()`. */
  readonly begun: number
}

/** Who was let in, and by what. */
interface Known {
  readonly gateway: LookedUpGateway
  readonly credentials: readonly Credential[]
}

/** One per process and database. */
export function createUpdateInfoHandler(context: Context): UpdateInfoHandler {
  const { sql } = context
  const lookUp = createMicroBatch((euis: readonly Eui[]) => lookUpGateways(sql, euis))
  const lookUpCertificate = createMicroBatch((presented: readonly PresentedCertificate[]) =>
    lookUpCertificates(sql, presented),
  )
  const findRoot = createMicroBatch((euis: readonly Eui[]) => findBatchRoots(sql, euis))
  const derivations = createBoundedQueue({ concurrency: 2, maxWaiting: DERIVATIONS_WAITING })
  const refusals = createRefusalGate({
    turn: derivations.turn,
    derive: async () => context.keys.derive(await context.keys.decoyRoot(), [NOBODY]),
    maxWaiting: REFUSALS_WAITING,
  })
  const recorder = createCheckInRecorder(sql, (error) => log.error({ err: error }, 'check-ins could not be written'))
  const faults = createFaultLog((fault) => log.error(fault, 'check-in failed on our side'))
  const gate = createBootstrapGate(sql, sameDigest, (error) =>
    log.error({ err: error }, 'refusals of ended bootstrap tokens could not be counted'),
  )
  const offers = createFirmwareOffers(
    context,
    () => context.now(),
    (error, message) => log.error({ err: error }, message),
  )
  const isOurs = (uri: string) => isOurCupsUri(context.site, uri)

  function handle(request: UpdateInfoRequest): Promise<UpdateInfoAnswer | null> {
    if (request.body.length > MAX_REQUEST_BYTES) return Promise.resolve(null)
    const parsed = parseUpdateInfo(request.body)
    if ('malformed' in parsed) {
      checkIns.add(['malformed'])
      if (parsed.router) knocked(request, parsed.router)
      return Promise.resolve(null)
    }
    return inTime(request, parsed.state)
  }

  /** Always answers, whatever becomes of the database. */
  function inTime(request: UpdateInfoRequest, state: ReportedState): Promise<UpdateInfoAnswer> {
    const contact: Contact = { late: false, receivedAt: context.now(), begun: performance.now() }
    return new Promise((resolve) => {
      const onFault = (error: unknown) => {
        // A fault of ours: any other status would push the gateway onto its backup set (rules.md 1).
        faults.report(error, state.router)
        checkIns.add(['fault'])
        resolve(UNCHANGED)
      }
      const timer = setTimeout(() => {
        contact.late = true
        onFault(new Error(`no answer within ${ANSWER_TIME} ms`))
      }, ANSWER_TIME)
      respond(request, state, contact)
        .then(resolve, onFault)
        .finally(() => clearTimeout(timer))
    })
  }

  async function respond(request: UpdateInfoRequest, state: ReportedState, contact: Contact) {
    const presented = present(request)
    const known = await authenticate(state, presented, request.certificate)
    const open = known && (contact.late || (await admits(state, known, presented)))
    if (known && open) return answer(request, state, known.gateway, known.credentials, contact)
    if (!contact.late) checkIns.add(['refused'])
    if (!contact.late) refuse(request, state, presented, known ? 'bootstrap-ended' : undefined)
    await delay(Math.max(0, REFUSAL_TIME - (performance.now() - contact.begun)))
    return REFUSED
  }

  /** An ended bootstrap token costs what any refusal costs (rules.md 14). */
  async function admits(state: ReportedState, known: Known, { tokenDigest }: Presented): Promise<boolean> {
    if (await gate.admits(known.gateway, known.credentials, tokenDigest, context.now())) return true
    await findRoot(state.router)
    await refusals.pass()
    return false
  }

  async function authenticate(reported: ReportedState, presented: Presented, certificate: Uint8Array | undefined) {
    if (!presented.tokenDigest && !presented.certificateDigest) return undefined
    const gateway = await lookUp(reported.router)
    if (gateway) {
      const standing = await judge(gateway, presented, certificate)
      const shown = standing === 'revoked' ? { ...presented, certificateDigest: null } : presented
      const credentials = acceptedCredentials(gateway, reported, shown, isOurs, sameDigest)
      if (standing === 'issued') credentials.push({ kind: 'certificate' })
      if (credentials.length > 0) return { gateway, credentials }
    }
    if (!presented.tokenDigest) return undefined
    const root = await findRoot(reported.router)
    const gate = refusals.pass()
    // Whoever is accepted waits for it no longer.
    gate.catch(() => {})
    const derivedBefore = gateway?.origin === 'batch' && gateway.tokenDigests.length > 0
    const known = root && !derivedBefore && (await bootstrap(reported.router, gateway, root, presented.tokenDigest))
    if (!known) await gate
    return known || undefined
  }

  /** What the owner's CAs and revocations say of a certificate (rules.md 11). */
  async function judge(
    gateway: LookedUpGateway,
    { certificateDigest }: Presented,
    certificate: Uint8Array | undefined,
  ) {
    const serial = certificate && serialOf(certificate)
    if (!gateway.ownerId || !certificateDigest || !certificate || serial === undefined) return 'unknown'
    const standing = await lookUpCertificate({ ownerId: gateway.ownerId, digest: certificateDigest, serial })
    return standing ? judgeCertificate(gateway.eui, certificate, standing) : 'unknown'
  }

  /**
   * The first contact of a batch gateway: its token is derived once, then compared by digest for ever (rules.md 12). Where
   * somebody added its EUI by hand, the true gateway is answered as one that nobody owns, and not pushed away.
   */
  async function bootstrap(router: Eui, gateway: LookedUpGateway | undefined, root: BatchRoot, tokenDigest: string) {
    const [derived] = await derivations.run(() => context.keys.derive(root.rootKeyEnc, [router]))
    if (!derived) throw new Error('the key provider derived nothing')
    const digest = sha256(derived.authToken)
    if (!sameDigest(digest, tokenDigest)) return undefined
    await rememberDerivedToken(sql, {
      eui: router,
      batchId: root.batchId,
      flavor: root.flavor,
      tokenDigest: Buffer.from(digest, 'hex'),
    })
    const unclaimed: LookedUpGateway = {
      eui: router,
      ownerId: null,
      origin: 'batch',
      tokenDigests: [digest],
      cupsVersion: null,
      tcVersion: null,
      sets: [],
      lastFingerprint: null,
      lastCheckInId: null,
      firmware: null,
    }
    return {
      gateway: gateway?.origin === 'batch' ? gateway : unclaimed,
      credentials: [{ kind: 'bootstrap' } satisfies Credential],
    }
  }

  async function answer(
    request: UpdateInfoRequest,
    reported: ReportedState,
    gateway: LookedUpGateway,
    credentials: readonly Credential[],
    contact: Contact,
  ): Promise<UpdateInfoAnswer> {
    const decision = decideCheckIn(gateway, reported, credentials, isOurs, calledHost(request))
    let made: Made = NOTHING
    try {
      if (hasEffects(decision) && !contact.late) {
        const offered = await applyCheckInEffects(
          sql,
          { eui: gateway.eui, ownerId: gateway.ownerId, ...decision.effects },
          context.now(),
        )
        made = makeAnswer(gateway, decision, offered)
      }
      if (gateway.firmware && !contact.late) made = await withFirmware(made, gateway, reported, decision, contact)
      if (contact.late) {
        await made.firmware?.body.abandon()
        made = FAULT
      }
    } catch (error) {
      faults.report(error, gateway.eui)
      made = FAULT
    }
    recorder.record({
      eui: gateway.eui,
      at: context.now(),
      fingerprint: checkInFingerprint(gateway.ownerId, request.address, reported, decision) + markOf(made, gateway),
      last: { fingerprint: gateway.lastFingerprint, checkInId: gateway.lastCheckInId, lookedUpAt: contact.begun },
      describe: () => ({
        ownerId: gateway.ownerId,
        address: request.address,
        reported,
        credential: formatCredential(decision.credential),
        answer: describeAnswer(decision, made),
        fellBack: decision.fellBack,
        outcome: decision.outcome,
        seen: { cups: gateway.cupsVersion, tc: gateway.tcVersion },
        matched: decision.matched,
      }),
    })
    if (!contact.late) {
      checkIns.add([made.mark === '' && made.body !== NO_CHANGE ? 'update' : ANSWERS[made.mark]])
      checkInTime.observe((performance.now() - contact.begun) / 1000)
    }
    return made.body === NO_CHANGE ? UNCHANGED : { status: 200, body: made.body }
  }

  /** Firmware goes only into an answer that changes nothing else (rules.md 5), also not what was withheld from it. */
  async function withFirmware(
    made: Made,
    { eui, ownerId, firmware: schedule }: LookedUpGateway,
    reported: ReportedState,
    decision: Decision,
    { receivedAt }: Contact,
  ): Promise<Made> {
    if (!schedule || !ownerId) return made
    const changesElse = made.body !== NO_CHANGE || decision.effects.offered.length > 0
    const firmware = await offers.consider({ eui, ownerId, schedule, reported, changesElse, receivedAt })
    return firmware ? { ...NOTHING, body: firmware.body, mark: '+', firmware } : made
  }

  /** What was stored as offered goes out; when the sets are gone in between, nothing does (rules.md 6: never a part). */
  function makeAnswer(gateway: LookedUpGateway, decision: Decision, offered: readonly OfferedSet[]): Made {
    const wanted = decision.effects.offered
    if (wanted.length === 0) return NOTHING
    // Also a set that was deleted and made anew in between under the same number is another one.
    const complete = wanted.every((ref) => {
      const decided = gateway.sets.find((set) => set.category === ref.category && set.version === ref.version)
      const stored = offered.find((set) => set.category === ref.category && set.version === ref.version)
      return stored !== undefined && stored.uri === decided?.uri && stored.crc === decided.crc
    })
    if (!complete) return WITHHELD
    return { ...buildAnswer(context, gateway.eui, decision.answer, offered), mark: '' }
  }

  function refuse(
    request: UpdateInfoRequest,
    state: ReportedState,
    presented: Presented,
    why: 'bootstrap-ended' | undefined,
  ): void {
    const reason = why ?? (presented.certificateDigest ? 'certificate' : presented.tokenDigest ? 'token' : 'none')
    recorder.recordRefused({
      at: context.now(),
      router: state.router,
      eui: state.router,
      address: request.address,
      reason,
    })
  }

  /** A router that is no identifier: operators look for a misconfigured gateway by what it said (cups.md §8). */
  function knocked({ address }: UpdateInfoRequest, router: string): void {
    recorder.recordRefused({ at: context.now(), router: router.slice(0, 64), eui: null, address, reason: 'router' })
  }

  /** Null unless it is one of our names: a proxy may write another. */
  function calledHost(request: UpdateInfoRequest): string | null {
    const host = request.host?.toLowerCase()
    return host && context.site.gatewayHosts.includes(host) ? host : null
  }

  async function close(): Promise<void> {
    await offers.close()
    await gate.close()
    await recorder.close()
  }

  return { handle, close }
}

function present(request: UpdateInfoRequest): Presented {
  const token = request.authorization === undefined ? undefined : tokenValueOf(request.authorization)
  return {
    tokenDigest: token ? sha256(token) : null,
    certificateDigest: request.certificate?.length ? sha256(request.certificate) : null,
  }
}

const markOf = (made: Made, gateway: LookedUpGateway): string =>
  made.firmware ? `${made.mark}${gateway.firmware?.armed}` : made.mark

/** For the log: a withheld answer held nothing of what was decided. */
function describeAnswer(decision: Decision, made: Made): AnswerRecord {
  const { body, cups, tc, mark } = made
  const record = recordAnswer(decision, { cups, tc, bytes: body.length })
  if (made.firmware) return { ...record, kind: 'update', firmware: made.firmware.record }
  if (mark === '') return record
  if (mark === '!') return { ...record, kind: 'own-fault' }
  return { ...record, kind: 'unchanged', cupsUri: null, tcUri: null, cupsVersion: null, tcVersion: null }
}

function hasEffects(decision: Decision): boolean {
  const { proven, failed, backup, offered } = decision.effects
  return proven.length > 0 || failed.length > 0 || backup !== null || offered.length > 0
}

const sha256 = (input: string | Uint8Array): string => hash('sha256', input, 'hex')

function sameDigest(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a, 'hex'), Buffer.from(b, 'hex'))
}
