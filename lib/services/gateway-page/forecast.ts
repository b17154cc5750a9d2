/**
 * What a gateway will be answered: the rules of the wire decide (`decideCheckIn`), and the function of the wire makes the bytes
 * (`buildAnswer`), on the supposition that the gateway applied what it was sent last and reports the rest as before.
 */
import { type GatewayDetail, parseCredential } from '#lib/db/gateway-views.ts'
import type { StoredSet } from '#lib/db/gateways.ts'
import { type Credential, type Decision, decideCheckIn, type KnownGateway, type SetRef } from '#lib/domain/check-in.ts'
import type { SegmentLayout } from '#lib/domain/check-in-record.ts'
import type { Category } from '#lib/domain/credential-set.ts'
import { NO_CHANGE } from '#lib/domain/cups-answer.ts'
import type { ReportedState } from '#lib/domain/cups-request.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import { buildAnswer } from '../build-answer.ts'
import type { Context } from '../context.ts'
import { isOurCupsUri } from '../credential-store.ts'

/** How the gateway is expected to come. */
export interface ForecastState {
  readonly gateway: KnownGateway
  readonly reported: ReportedState
  readonly credential: Credential
}

export interface ForecastStep {
  /** As it goes out: empty where it is withheld. */
  readonly answer: Decision['answer']
  readonly outcome: Decision['outcome']
  /** Holds secrets: for its length alone. */
  readonly body: Buffer
  readonly cups: SegmentLayout | null
  readonly tc: SegmentLayout | null
  /** Sets that are wanted and may not go out any more: their maintenance window is over. */
  readonly withheld: readonly SetRef[]
}

/** Sets of one gateway; `sets` are those in use. */
export function startForecast(detail: GatewayDetail, ownerId: Eui, sets: readonly StoredSet[]): ForecastState {
  const gateway: KnownGateway = {
    eui: detail.eui,
    ownerId,
    tokenDigests: [],
    cupsVersion: detail.cupsVersion,
    tcVersion: detail.tcVersion,
    sets: sets.map((set) => ({
      category: set.category,
      version: set.version,
      uri: set.uri,
      crc: set.crc,
      keyKind: set.keyKind,
      authDigest: null,
      offered: set.offeredAt !== null,
      proven: set.provenAt !== null,
      failed: set.failedAt !== null,
      backup: set.backup,
    })),
  }
  const { report } = detail
  if (!report) return { gateway, reported: { ...NOTHING, router: detail.eui }, credential: { kind: 'bootstrap' } }
  const state = { gateway, reported: report.reported, credential: parseCredential(report.credential) }
  // What failed on our side never left.
  if (report.answer.kind !== 'update') return state
  const { cupsUri, tcUri, cupsVersion, tcVersion } = report.answer
  return apply(state, { cupsUri, tcUri, cupsCredentials: cupsVersion, tcCredentials: tcVersion })
}

const NOTHING: Omit<ReportedState, 'router'> = {
  cupsUri: null,
  tcUri: null,
  cupsCredCrc: null,
  tcCredCrc: null,
  station: null,
  model: null,
  package: null,
  keys: [],
}

/** The answer to the check-in that is expected. */
export function forecastStep(context: Context, state: ForecastState, sets: readonly StoredSet[]): ForecastStep {
  const { gateway, reported, credential } = state
  const isOurs = (uri: string) => isOurCupsUri(context.site, uri)
  const { answer, outcome, effects } = decideCheckIn(gateway, reported, [credential], isOurs)
  const now = context.now()
  const withheld = effects.offered.filter(({ category, version }) => {
    const set = sets.find((one) => one.category === category && one.version === version)
    return set?.notAfter != null && set.offeredAt === null && set.notAfter <= now
  })
  if (withheld.length > 0) return { answer: EMPTY, outcome, body: NO_CHANGE, cups: null, tc: null, withheld }
  return { answer, outcome, ...buildAnswer(context, gateway.eui, answer, sets), withheld }
}

const EMPTY: Decision['answer'] = {
  cupsUri: null,
  tcUri: null,
  cupsCredentials: null,
  tcCredentials: null,
  reasons: [],
}

/** How the gateway comes after it applied that answer. */
export const afterStep = (state: ForecastState, { answer }: ForecastStep): ForecastState => apply(state, answer)

function apply(
  { gateway, reported, credential }: ForecastState,
  answer: Omit<Decision['answer'], 'reasons'>,
): ForecastState {
  const crcOf = (category: Category, version: number | null) =>
    gateway.sets.find((set) => set.category === category && set.version === version)?.crc ?? null
  const { cupsUri, tcUri, cupsCredentials, tcCredentials } = answer
  return {
    gateway,
    reported: {
      ...reported,
      cupsUri: cupsUri ?? reported.cupsUri,
      tcUri: tcUri ?? reported.tcUri,
      cupsCredCrc: crcOf('cups', cupsCredentials) ?? reported.cupsCredCrc,
      tcCredCrc: crcOf('tc', tcCredentials) ?? reported.tcCredCrc,
    },
    credential: cupsCredentials === null ? credential : { kind: 'set', version: cupsCredentials },
  }
}
