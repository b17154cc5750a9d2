/** What a gateway receives next, answer by answer, and why something waits (rules.md 4 and 5). */

import { findGatewayDetails, type GatewayDetail } from '#lib/db/gateway-views.ts'
import { findWaitingRollouts, type WaitingRollout } from '#lib/db/gateway-waits.ts'
import { findLiveSets, type StoredSet } from '#lib/db/gateways.ts'
import { AppError } from '#lib/domain/app-error.ts'
import { formatCrc } from '#lib/domain/crc-text.ts'
import { NO_CHANGE } from '#lib/domain/cups-answer.ts'
import { type AnswerSegment, layOutAnswer } from '#lib/domain/gateway-page/answer-layout.ts'
import { nextContactDue } from '#lib/domain/gateway-state.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import { formatUtc } from '#lib/domain/time-text.ts'
import type { Context } from '../context.ts'
import { nextContactAfter } from '../next-contact.ts'
import { NOT_YOURS } from '../sentences.ts'
import { type GatewayFirmwareView, viewGatewayFirmware } from '../view-gateway-firmware.ts'
import { credentialPieces } from './answer-pieces.ts'
import { afterStep, type ForecastStep, forecastStep, startForecast } from './forecast.ts'

export interface NextAnswerView {
  /** When it is expected at the latest; null: at the first check-in ever. */
  readonly dueBy: Date | null
  readonly reasons: readonly string[]
  readonly bytes: number
  readonly segments: readonly AnswerSegment[]
}

export interface NextView {
  /** In order; the last one changes nothing, unless there are more than anybody would follow. */
  readonly answers: readonly NextAnswerView[]
  readonly waits: readonly { readonly what: string; readonly sentence: string }[]
}

/** URIs and credentials, firmware, and “no change” after them; a gateway that never settles is cut here. */
const MOST = 4

/** Throws `not_found` for a gateway that is not the owner's. */
export async function viewNext(context: Context, ownerId: Eui, eui: Eui): Promise<NextView> {
  const [detail] = await findGatewayDetails(context.sql, ownerId, [eui], context.now())
  if (!detail) throw new AppError('not_found', NOT_YOURS)
  const [sets, rollouts, firmware] = await Promise.all([
    findLiveSets(context.sql, ownerId, [eui]),
    findWaitingRollouts(context.sql, ownerId, eui),
    viewGatewayFirmware(context, ownerId, eui, { report: detail.report, changesElse: false }),
  ])
  const answers: NextAnswerView[] = []
  let state = startForecast(detail, ownerId, sets)
  let dueBy = detail.report && nextContactAfter(detail.report)
  let update = firmware?.next ?? null
  let first: ForecastStep | undefined
  for (;;) {
    const step = forecastStep(context, state, sets)
    first ??= step
    const changes = step.body !== NO_CHANGE && (step.answer.cupsUri !== null || step.answer.tcUri !== null)
    const goesAlong = changes || step.withheld.length > 0 ? null : update
    if (goesAlong) update = null
    answers.push(viewStep(step, sets, dueBy, goesAlong && { ...goesAlong, version: firmware?.version ?? null }))
    if ((!changes && !goesAlong) || answers.length === MOST) break
    const { cupsUri, tcUri } = step.answer
    dueBy = nextContactDue({
      lastSeen: dueBy ?? context.now(),
      reportedTcUri: state.reported.tcUri,
      answeredCupsUri: cupsUri,
      answeredTcUri: tcUri,
    })
    state = afterStep(state, step)
  }
  return { answers, waits: waitsOf(detail, sets, first, firmware, rollouts) }
}

type Update = NonNullable<GatewayFirmwareView['next']> & { readonly version: string | null }

function viewStep(
  { answer, body, cups, tc }: ForecastStep,
  sets: readonly StoredSet[],
  dueBy: Date | null,
  update: Update | null,
): NextAnswerView {
  const name = update && (update.version || formatCrc(update.crc))
  return {
    dueBy,
    reasons: [...answer.reasons, ...(name ? [`Firmware ${name} goes along, this once.`] : [])],
    bytes: body.length + (update?.bytes ?? 0),
    segments: layOutAnswer({
      cupsUri: answer.cupsUri,
      tcUri: answer.tcUri,
      cups: credentialPieces('cups', answer.cupsCredentials, { layout: cups, bytes: 0 }, sets),
      tc: credentialPieces('tc', answer.tcCredentials, { layout: tc, bytes: 0 }, sets),
      firmware: update && firmwarePieces(update, `Firmware ${name}`),
    }),
  }
}

const KEY_CRC_BYTES = 4

/** `bytes`: what the answer grows by, with the signature and its key's CRC. */
export function firmwarePieces(
  { keyCrc, bytes, size }: { readonly keyCrc: number | null; readonly bytes: number; readonly size: number },
  note: string,
) {
  const length = bytes - size - KEY_CRC_BYTES
  const der = { length, secret: false, note: 'ECDSA signature over the SHA-512 of the update, DER' }
  return { signature: keyCrc === null ? null : { keyCrc, der }, bytes: size, note }
}

function waitsOf(
  { state, report, cupsVersion }: GatewayDetail,
  sets: readonly StoredSet[],
  first: ForecastStep,
  firmware: GatewayFirmwareView | null,
  rollouts: readonly WaitingRollout[],
): NextView['waits'] {
  const sideOf = (category: string) => (category === 'tc' ? 'LNS' : 'CUPS')
  const failed = sets.find((set) => set.category === 'cups' && set.version === cupsVersion && set.failedAt !== null)
  const changes = first.answer.cupsUri !== null || first.answer.tcUri !== null
  return [
    ...(report && state === 'silent'
      ? [
          {
            what: 'Everything',
            sentence: `The gateway has not called since ${formatUtc(report.lastSeenAt)}; all of it waits for its next check-in.`,
          },
        ]
      : []),
    ...(failed
      ? [
          {
            what: `CUPS version ${failed.version}`,
            sentence:
              'Held back: it did not work on the gateway, which is kept on the last set that worked. Save it again, or another one, for a new try.',
          },
        ]
      : []),
    ...first.withheld.map(({ category, version }) => ({
      what: `${sideOf(category)} version ${version}`,
      sentence: 'Its maintenance window is over. The rollout sends it in the next one.',
    })),
    ...(firmware?.schedule.state === 'scheduled' && (changes || !firmware.next)
      ? [
          {
            what: `Firmware ${firmware.version ?? formatCrc(firmware.schedule.crc)}`,
            sentence: firmware.next
              ? 'URIs and credentials go first; firmware goes with the check-in after.'
              : firmware.sentence,
          },
        ]
      : []),
    ...rollouts.map(({ name, wave, currentWave, state: rollout }) => ({
      what: `Rollout ${name}`,
      sentence: waitsForRollout(wave, currentWave, rollout),
    })),
  ]
}

function waitsForRollout(wave: number | null, current: number, state: WaitingRollout['state']): string {
  const place = wave === null ? 'Its wave is not fixed yet' : `The gateway is in wave ${wave + 1}`
  if (state === 'paused') return `${place}; the rollout is paused.`
  if (wave !== null && wave > current)
    return `${place}; ${current < 0 ? 'the rollout is starting' : `wave ${current + 1} is under way`}.`
  return `${place}, which is under way: it gets its turn as others finish.`
}
