/**
 * `handleUpdateInfo`: what a Station is answered, the same bytes on every listener (rules.md 1–2). Authenticate, decide,
 * store what must not be lost, answer, and record behind the answer.
 */
import { createHash, timingSafeEqual } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import {
  applyCheckInEffects,
  findBatchRoots,
  type LookedUpGateway,
  lookUpGateways,
  type OfferedSet,
  rememberDerivedToken,
} from '#lib/db/check-ins.ts'
import {
  acceptedCredentials,
  type Credential,
  type Decision,
  decideCheckIn,
  type Presented,
} from '#lib/domain/check-in.ts'
import { type AnswerRecord, checkInFingerprint, formatCredential, recordAnswer } from '#lib/domain/check-in-record.ts'
import { credentialSegment } from '#lib/domain/credential-set.ts'
import { encodeAnswer, NO_CHANGE } from '#lib/domain/cups-answer.ts'
import { MAX_REQUEST_BYTES, parseUpdateInfo, type ReportedState } from '#lib/domain/cups-request.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import { tokenValueOf } from '#lib/domain/token.ts'
import { log } from '#lib/observability/log.ts'
import type { Context } from '#lib/services/context.ts'
import { isOurCupsUri, keyPurpose } from '#lib/services/credential-store.ts'
import { createBoundedQueue } from './bounded-queue.ts'
import { createCheckInRecorder } from './check-in-recorder.ts'
import { createMicroBatch } from './micro-batch.ts'

export interface UpdateInfoRequest {
  readonly body: Uint8Array
  /** The value of the Authorization header. */
  readonly authorization: string | undefined
  /** DER of the client certificate whose key the peer proved to hold. */
  readonly certificate: Uint8Array | undefined
  readonly address: string
}

export interface UpdateInfoAnswer {
  readonly status: 200 | 401
  readonly body: Buffer
}

export interface UpdateInfoHandler {
  /** Null: the request is no Station's; its connection is to be destroyed without an answer. */
  handle(request: UpdateInfoRequest): Promise<UpdateInfoAnswer | null>
  /** Writes what is still to be recorded. */
  close(): Promise<void>
}

const REFUSED: UpdateInfoAnswer = { status: 401, body: Buffer.alloc(0) }
const UNCHANGED: UpdateInfoAnswer = { status: 200, body: NO_CHANGE }
/** Every refusal takes this long, in milliseconds, whatever was wrong (rules.md 14). */
const REFUSAL_TIME = 100
const DERIVATIONS_WAITING = 500

/** One per process and database. */
export function createUpdateInfoHandler(context: Context): UpdateInfoHandler {
  const { sql } = context
  const lookUp = createMicroBatch((euis: readonly Eui[]) => lookUpGateways(sql, euis))
  const findRoot = createMicroBatch((euis: readonly Eui[]) => findBatchRoots(sql, euis))
  const derivations = createBoundedQueue({ concurrency: 2, maxWaiting: DERIVATIONS_WAITING })
  const recorder = createCheckInRecorder(sql, (error) => log.error({ err: error }, 'check-ins could not be written'))
  const isOurs = (uri: string) => isOurCupsUri(context.site, uri)

  async function handle(request: UpdateInfoRequest): Promise<UpdateInfoAnswer | null> {
    const begun = performance.now()
    if (request.body.length > MAX_REQUEST_BYTES) return null
    const parsed = parseUpdateInfo(request.body)
    if ('malformed' in parsed) return null
    const { state } = parsed
    try {
      const presented = present(request)
      const known = await authenticate(state.router, presented)
      if (!known) {
        refuse(request, state, presented)
        await delay(Math.max(0, REFUSAL_TIME - (performance.now() - begun)))
        return REFUSED
      }
      return await answer(request, state, known.gateway, known.credentials)
    } catch (error) {
      // A fault of ours: any other status would push the gateway onto its backup set (rules.md 1).
      log.error({ err: error, router: state.router }, 'check-in failed on our side')
      return UNCHANGED
    }
  }

  async function authenticate(router: Eui, presented: Presented) {
    if (!presented.tokenDigest && !presented.certificateDigest) return undefined
    const gateway = await lookUp(router)
    if (gateway) {
      const credentials = acceptedCredentials(gateway, presented, isOurs, sameDigest)
      if (credentials.length > 0) return { gateway, credentials }
      if (gateway.tokenDigest) return undefined
    }
    return presented.tokenDigest ? bootstrap(router, gateway, presented.tokenDigest) : undefined
  }

  /** The first contact of a batch gateway: its token is derived once, then compared by digest for ever (rules.md 12). */
  async function bootstrap(router: Eui, gateway: LookedUpGateway | undefined, tokenDigest: string) {
    const root = await findRoot(router)
    if (!root) return undefined
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
    const fresh: LookedUpGateway = gateway ?? {
      eui: router,
      ownerId: null,
      tokenDigest: digest,
      cupsVersion: null,
      tcVersion: null,
      sets: [],
      lastFingerprint: null,
      lastCheckInId: null,
    }
    return { gateway: fresh, credentials: [{ kind: 'bootstrap' } satisfies Credential] }
  }

  async function answer(
    request: UpdateInfoRequest,
    reported: ReportedState,
    gateway: LookedUpGateway,
    credentials: readonly Credential[],
  ): Promise<UpdateInfoAnswer> {
    const decision = decideCheckIn(gateway, reported, credentials)
    let body = NO_CHANGE
    let sizes = { cupsCredentialBytes: 0, tcCredentialBytes: 0, bytes: NO_CHANGE.length }
    let fault: AnswerRecord | undefined
    try {
      if (hasEffects(decision)) {
        const offered = await applyCheckInEffects(
          sql,
          { eui: gateway.eui, ownerId: gateway.ownerId, ...decision.effects },
          context.now(),
        )
        const built = buildAnswer(gateway, decision, offered)
        body = built.body
        sizes = built.sizes
      }
    } catch (error) {
      log.error({ err: error, router: gateway.eui }, 'an answer could not be made')
      fault = { ...recordAnswer(decision, sizes), kind: 'own-fault', bytes: NO_CHANGE.length }
      body = NO_CHANGE
    }
    recorder.record({
      eui: gateway.eui,
      ownerId: gateway.ownerId,
      at: context.now(),
      address: request.address,
      reported,
      credential: formatCredential(decision.credential),
      answer: fault ?? recordAnswer(decision, sizes),
      fellBack: decision.fellBack,
      outcome: decision.outcome,
      seen: { cups: gateway.cupsVersion, tc: gateway.tcVersion },
      matched: decision.matched,
      fingerprint: checkInFingerprint(gateway.ownerId, request.address, reported, decision) + (fault ? '!' : ''),
      last: { fingerprint: gateway.lastFingerprint, checkInId: gateway.lastCheckInId },
    })
    return { status: 200, body }
  }

  /** What was stored as offered goes out; when the sets are gone in between, nothing does (rules.md 6: never a part). */
  function buildAnswer(gateway: LookedUpGateway, decision: Decision, offered: readonly OfferedSet[]) {
    const wanted = decision.effects.offered
    const complete = wanted.every((ref) =>
      offered.some((set) => set.category === ref.category && set.version === ref.version),
    )
    if (wanted.length === 0 || !complete) {
      return { body: NO_CHANGE, sizes: { cupsCredentialBytes: 0, tcCredentialBytes: 0, bytes: NO_CHANGE.length } }
    }
    const segment = (category: 'cups' | 'tc', version: number | null): Buffer => {
      const set = offered.find((one) => one.category === category && one.version === version)
      if (!set) return Buffer.alloc(0)
      const key = set.keyEnc ? context.keys.open(set.keyEnc, keyPurpose(gateway.eui, category, set.version)) : null
      return credentialSegment({ trust: set.trust, crt: set.crt, key })
    }
    const cups = segment('cups', decision.answer.cupsCredentials)
    const tc = segment('tc', decision.answer.tcCredentials)
    const body = encodeAnswer({
      cupsUri: decision.answer.cupsUri ?? undefined,
      tcUri: decision.answer.tcUri ?? undefined,
      cupsCredentials: cups,
      tcCredentials: tc,
    })
    return { body, sizes: { cupsCredentialBytes: cups.length, tcCredentialBytes: tc.length, bytes: body.length } }
  }

  function refuse(request: UpdateInfoRequest, state: ReportedState, presented: Presented): void {
    const reason = presented.certificateDigest ? 'certificate' : presented.tokenDigest ? 'token' : 'none'
    recorder.recordRefused({
      at: context.now(),
      router: state.router,
      eui: state.router,
      address: request.address,
      reason,
    })
  }

  return { handle, close: () => recorder.close() }
}

function present(request: UpdateInfoRequest): Presented {
  const token = request.authorization === undefined ? undefined : tokenValueOf(request.authorization)
  return {
    tokenDigest: token ? sha256(token) : null,
    certificateDigest: request.certificate?.length ? sha256(request.certificate) : null,
  }
}

function hasEffects(decision: Decision): boolean {
  const { proven, failed, backup, offered } = decision.effects
  return proven.length > 0 || failed.length > 0 || backup !== null || offered.length > 0
}

const sha256 = (input: string | Uint8Array): string => createHash('sha256').update(input).digest('hex')

function sameDigest(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a, 'hex'), Buffer.from(b, 'hex'))
}
